import type { z } from 'zod'
import type { RunItem, StatusMessage } from '../../shared/contract/api/run.ts'
import { platformCodeOf } from '../../shared/domain/failure-code.ts'
import { deepLinkOf } from '../../shared/domain/deep-link.ts'
import { artifactItem } from '../artifacts/artifact-item.ts'
import { wireTime, wireTimeOrNull } from '../wire-time.ts'
import type { Run, StatusText } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

/** The run as the wire tells it. What there is not is left out: the Oz document knows no null in most places. */
export function runItem(tx: Transaction, run: Run): z.input<typeof RunItem> {
  const isRunning = tx.executions.open(run.runId).some((execution) => execution.state === 'started')
  const session = run.harnessSessionId ?? (isRunning ? run.executionId : null)
  const item: { readonly [Key in keyof z.input<typeof RunItem>]: z.input<typeof RunItem>[Key] | null } = {
    run_id: run.runId,
    task_id: run.runId,
    title: run.title,
    state: run.state,
    prompt: run.prompt,
    created_at: wireTime(run.createdAt),
    updated_at: wireTime(run.updatedAt),
    started_at: wireTimeOrNull(run.startedAt),
    execution_location: run.location,
    status_message: run.statusMessage && statusMessage(run.statusMessage),
    source: run.source,
    creator: creatorOf(run),
    schedule: run.schedule,
    session_id: session,
    // Opens the run where its person watches it; a killed one has nothing to watch.
    session_link: session === null || run.isKilled ? null : (run.watchLink ?? deepLinkOf(run.runId)),
    agent_config: run.config,
    agent_skill: run.skill === null ? null : { name: run.skill },
    metadata: run.metadata,
    scope: { type: 'User' },
    is_run_type_cancellable: true,
    conversation_id: run.conversationId,
    parent_run_id: run.parentRunId,
    is_sandbox_running: isRunning,
    artifacts: tx.artifacts.ofRun(run.runId).map(artifactItem),
    children: [...tx.runs.children(run.runId)],
    last_event_sequence: run.cursor,
    harness_session_id: run.harnessSessionId,
    execution_id: run.executionId,
    pending_messages: tx.messages.pendingCount(run.runId),
    is_killed: run.isKilled,
  }
  const there = Object.entries(item).filter(([key, value]) => value !== null || ours.has(key))
  return Object.fromEntries(there) as z.input<typeof RunItem> // the required ones are never null
}

/** Why it is in its state: with the code that clients know, and the word that was told. */
function statusMessage({ error_code: word, ...status }: StatusText): z.input<typeof StatusMessage> {
  if (word === undefined) return status
  const code = platformCodeOf(word)
  return { ...status, ...(code === null ? {} : { error_code: code }), failure: word }
}

/** Not of the Oz document: told also when there is none. */
const ours: ReadonlySet<string> = new Set(['harness_session_id', 'execution_id'])

const creatorOf = ({ creatorRunId }: Run) =>
  creatorRunId === null
    ? { type: 'user', uid: 'owner', display_name: 'Owner' }
    : { type: 'service_account', uid: creatorRunId, display_name: `Run ${creatorRunId}` }
