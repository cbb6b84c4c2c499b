import type { RunConfig } from '../../../shared/contract/api/run.ts'
import type { RunId } from '../../../shared/domain/ids.ts'
import type { Run, StatusText } from '../rows.ts'
import type { Transaction } from '../store.ts'
import { flag, type Row, type Sql } from './database.ts'
import { listRunsQuery, nameKey, ownerCreator } from './run-list.ts'

const sameNameShown = 5
const familyNamesShown = 20

/** Runs and their ancestry. */
export function runTable(sql: Sql, now: () => number): Transaction['runs'] {
  return {
    insert: (run) => {
      sql.run(
        `INSERT INTO runs (run_id, parent_run_id, root_run_id, name, name_key, is_named, title, prompt, location, harness,
           config, conversation_id, request_hash, state, execution_id, created_at, updated_at, turn_began_at,
           source, creator, skill, model_id, environment_id, metadata, schedule)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[
          run.runId,
          run.parentRunId,
          run.rootRunId,
          run.name,
          nameKey(run.name),
          flag(run.isNamed) ?? 0,
          run.title,
        ],
        ...[run.prompt, run.location, run.harness, run.config === null ? null : JSON.stringify(run.config)],
        ...[
          run.conversationId,
          run.requestHash,
          run.state,
          run.executionId,
          run.createdAt,
          run.updatedAt,
          run.turnBeganAt,
        ],
        ...[run.source, run.creatorRunId ?? ownerCreator, run.skill, run.modelId, run.environmentId],
        ...[run.metadata, run.schedule].map((value) => (value === null ? null : JSON.stringify(value))),
      )
      sql.run('INSERT INTO run_ancestors VALUES (?, ?, 0)', run.runId, run.runId)
      if (run.parentRunId === null) return
      sql.run(
        `INSERT INTO run_ancestors SELECT ancestor_run_id, ?, depth + 1 FROM run_ancestors WHERE run_id = ?`,
        run.runId,
        run.parentRunId,
      )
    },
    find: (runId) => toRunOrNull(sql.one('SELECT * FROM runs WHERE run_id = ?', runId)),
    location: (runId) => {
      const row = sql.one('SELECT location FROM runs WHERE run_id = ?', runId)
      return row === null ? null : (row.location as Run['location']) // as `insert` wrote it
    },
    change: (runId, change) => {
      sql.update('runs', ['run_id', runId], {
        state: change.state,
        is_killed: flag(change.isKilled),
        status_message: change.statusMessage && JSON.stringify(change.statusMessage),
        harness_session_id: change.harnessSessionId,
        location: change.location,
        config: change.config && JSON.stringify(change.config),
        execution_id: change.executionId,
        started_at: change.startedAt,
        conversation_id: change.conversationId,
        cursor: change.cursor,
        turn_began_at: change.turnBeganAt,
        reopened_from: change.reopenedFrom,
        watch_link: change.watchLink,
        updated_at: now(),
      })
    },
    list: (filter) => sql.all(...listRunsQuery(filter)).map(toRun),
    countByState: () =>
      Object.fromEntries(
        sql
          .all('SELECT state, count(*) AS count FROM runs WHERE is_killed = 0 GROUP BY state')
          .map((row) => [String(row.state), Number(row.count)]),
      ),
    children: (runId) =>
      ids(sql.all('SELECT run_id FROM runs WHERE parent_run_id = ? ORDER BY position', runId)),
    ancestors: (runId) =>
      ids(sql.all('SELECT ancestor_run_id AS run_id FROM run_ancestors WHERE run_id = ?', runId)),
    livingChildNamed: (parent, name) => {
      const row = sql.one(
        'SELECT run_id FROM runs WHERE parent_run_id = ? AND name_key = ? AND is_named = 1 AND is_killed = 0',
        parent,
        nameKey(name),
      )
      return row === null ? null : (row.run_id as RunId) // written by us as a run id
    },
    named: (root, name) => {
      const within =
        root === null
          ? ['name_key = ?', nameKey(name)]
          : ['name_key = ? AND root_run_id = ?', nameKey(name), root]
      const [condition = '', ...values] = within
      const text = `SELECT * FROM runs WHERE ${condition} ORDER BY is_killed, position LIMIT ${sameNameShown}`
      return sql.all(text, ...values).map(toRun)
    },
    ofConversation: (conversationId) =>
      toRunOrNull(
        sql.one(
          'SELECT * FROM runs WHERE conversation_id = ? ORDER BY position DESC LIMIT 1',
          conversationId,
        ),
      ),
    ofSession: (sessionId) =>
      toRunOrNull(
        sql.one(
          'SELECT * FROM runs WHERE harness_session_id = ? ORDER BY position DESC LIMIT 1',
          sessionId,
        ) ??
          sql.one(
            'SELECT runs.* FROM executions JOIN runs USING (run_id) WHERE executions.execution_id = ?',
            sessionId,
          ),
      ),
    familyNames: (root) =>
      sql
        .all(
          `SELECT DISTINCT name FROM runs WHERE root_run_id = ? AND is_killed = 0 ORDER BY position LIMIT ${familyNamesShown}`,
          root,
        )
        .map((row) => String(row.name)),
  }
}

const ids = (rows: readonly Row[]): RunId[] => rows.map((row) => row.run_id as RunId) // written by us as run ids

const toRunOrNull = (row: Row | null): Run | null => (row === null ? null : toRun(row))

/** The casts hold because only this file writes the table, from values of these very types. */
function toRun(row: Row): Run {
  return {
    runId: row.run_id as Run['runId'],
    position: Number(row.position),
    parentRunId: row.parent_run_id as Run['parentRunId'],
    rootRunId: row.root_run_id as Run['rootRunId'],
    name: String(row.name),
    isNamed: row.is_named === 1,
    title: String(row.title),
    prompt: String(row.prompt),
    location: row.location as Run['location'],
    harness: String(row.harness),
    config: row.config === null ? null : (JSON.parse(row.config as string) as RunConfig),
    conversationId: row.conversation_id as string | null,
    source: String(row.source),
    creatorRunId: row.creator === ownerCreator ? null : (row.creator as Run['creatorRunId']),
    skill: row.skill as string | null,
    modelId: row.model_id as string | null,
    environmentId: row.environment_id as string | null,
    metadata: row.metadata === null ? null : (JSON.parse(row.metadata as string) as Run['metadata']),
    schedule: row.schedule === null ? null : (JSON.parse(row.schedule as string) as Run['schedule']),
    requestHash: String(row.request_hash),
    state: row.state as Run['state'],
    isKilled: row.is_killed === 1,
    statusMessage:
      row.status_message === null ? null : (JSON.parse(row.status_message as string) as StatusText),
    harnessSessionId: row.harness_session_id as Run['harnessSessionId'],
    executionId: row.execution_id as Run['executionId'],
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    startedAt: row.started_at as number | null,
    cursor: Number(row.cursor),
    turnBeganAt: Number(row.turn_began_at),
    reopenedFrom: row.reopened_from as Run['reopenedFrom'],
    watchLink: row.watch_link as string | null,
  }
}
