import { join } from 'node:path'
import { RunId } from '../src/shared/domain/ids.ts'
import type { TestMachine } from './app.ts'
import type { ScriptedWorker } from './scripted-worker.ts'

// Twenty agents in three families and four alone, in every state that a person can meet.

const childScript = join(import.meta.dirname, 'agents/child.mjs')
const stays = ['tail', '-f', '/dev/null']
const leads = `printf '%s\\n' 'Splitting the cart API from the page.' '  docs, api, migration, tests, review: started' 'Waiting for what they find.'; exec tail -f /dev/null`
const ends = [process.execPath, childScript]

export type TwentyRow = {
  readonly name: string
  readonly parent?: string
  readonly harness?: string
  readonly task: string
  /** What a person is to see. */
  readonly state: string
  readonly why: RegExp
  /** How it comes to be so: a program on this machine, or what the worker tells. */
  readonly local?: readonly string[]
  readonly told?: (worker: ScriptedWorker, runId: RunId) => Promise<void>
  /** Once it is there. */
  readonly after?: (machine: TestMachine, runId: RunId) => Promise<unknown> | void
}

const asks = (id: string, tool: string, subject: string) => (worker: ScriptedWorker, runId: RunId) =>
  begun(worker, runId).then(() =>
    worker.signal(runId, {
      kind: 'blocked',
      question: subject,
      ask: { id, kind: 'permission', tool, subject, can_answer: true },
    }),
  )
const begun = async (worker: ScriptedWorker, runId: RunId): Promise<void> => {
  await worker.report(runId, 'started')
  await worker.signal(runId, { kind: 'turn-began' })
}
const prints = (text: string) => async (worker: ScriptedWorker, runId: RunId) => {
  await begun(worker, runId)
  await worker.print(runId, text)
}
const finishes = async (worker: ScriptedWorker, runId: RunId): Promise<void> => {
  await begun(worker, runId)
  await worker.report(runId, 'succeeded')
}
const fails = (message: string) => async (worker: ScriptedWorker, runId: RunId) => {
  await begun(worker, runId)
  await worker.report(runId, 'failed', message)
}

/** Parents stand before their children. */
export const twenty: readonly TwentyRow[] = [
  {
    ...{ name: 'checkout', task: 'split the cart API from the page' },
    ...{ local: ['sh', '-c', leads], state: 'working', why: /working split the cart API/ },
  },
  {
    ...{ name: 'docs', parent: 'checkout', harness: 'claude', task: 'write the reading guide' },
    ...{ state: 'blocked', why: /npm publish --access public/ },
    told: asks('ask-docs', 'Bash', 'npm publish --access public'),
  },
  {
    ...{ name: 'api', parent: 'checkout', harness: 'codex', task: 'add the cart routes' },
    ...{ state: 'working', why: /working/ },
    told: prints(
      '• Ran pnpm test --filter cart\r\n  └ 112 passed in 9.4 s\r\n• Edited routes/cart.ts +64 -12\r\n',
    ),
  },
  {
    ...{ name: 'migration', parent: 'checkout', harness: 'codex', task: 'move orders to their own table' },
    ...{ state: 'failed', why: /usage limit until 18:00/ },
    told: fails('usage limit until 18:00'),
  },
  {
    ...{ name: 'tests', parent: 'checkout', task: 'extend the contract suite' },
    ...{ local: ends, state: 'dormant', why: /wakes on message/ },
  },
  {
    ...{ name: 'review', parent: 'checkout', task: 'read what the others changed' },
    ...{ local: ends, state: 'dormant', why: /wakes on message, 03:00/ },
    after: (machine, runId) =>
      void machine.cli('source', 'add', 'nightly', '--run', runId, '--cron', '0 3 * * *'),
  },
  {
    ...{ name: 'price-rules', parent: 'checkout', harness: 'opencode', task: 'round by currency' },
    ...{ state: 'working', why: /working/, told: prints('Reading price/round.ts\r\n') },
  },
  {
    ...{ name: 'currencies', parent: 'price-rules', harness: 'claude', task: 'list the currencies' },
    ...{ state: 'finished', why: /a message or follow-up wakes it/, told: finishes },
  },
  {
    ...{ name: 'load-test', parent: 'checkout', harness: 'claude', task: 'a thousand carts a second' },
    ...{ state: 'queued', why: /waits for a worker/ },
  },
  {
    ...{ name: 'screenshots', parent: 'checkout', harness: 'claude', task: 'picture every page' },
    ...{ state: 'starting', why: /starting picture every page/, told: async () => {} },
  },
  {
    ...{ name: 'rename-basket', parent: 'checkout', harness: 'claude', task: 'call the basket a cart' },
    ...{ state: 'cancelled', why: /cancelled/, told: begun },
    after: (machine, runId) => void machine.cli('run', 'cancel', runId),
  },
  {
    ...{ name: 'infra', task: 'keep the clusters alike' },
    ...{ local: stays, state: 'idle', why: /a message rouses it/ },
    after: (machine, runId) =>
      machine.ask('reportSignal', {
        params: { run_id: runId },
        body: {
          signal: { kind: 'turn-ended', session_id: 'scripted' as never, has_background_work: false },
        },
      }),
  },
  {
    ...{ name: 'backups', parent: 'infra', harness: 'claude', task: 'try last week’s backups' },
    ...{ state: 'blocked', why: /drop the old snapshots/ },
    told: async (worker, runId) => {
      await begun(worker, runId)
      await worker.signal(runId, { kind: 'blocked', question: 'May I drop the old snapshots?' })
    },
  },
  {
    ...{ name: 'certificates', parent: 'infra', harness: 'codex', task: 'renew what ends this month' },
    ...{ state: 'working', why: /working/, told: begun },
  },
  {
    ...{ name: 'dns', parent: 'infra', task: 'move the zone' },
    ...{ local: ['sh', '-c', 'echo "zone is locked" >&2; exit 3'], state: 'failed', why: /3/ },
  },
  {
    ...{ name: 'nightly audit', task: 'look for old dependencies' },
    ...{ local: ends, state: 'dormant', why: /wakes on message/ },
  },
  {
    ...{ name: 'release notes', parent: 'nightly audit', harness: 'claude', task: 'collect the changes' },
    ...{ state: 'finished', why: /a message or follow-up wakes it/, told: finishes },
  },
  {
    ...{ name: 'search index', task: 'build it again' },
    ...{ local: stays, state: 'working', why: /working/ },
  },
  {
    ...{ name: 'flaky login', parent: 'search index', harness: 'claude', task: 'find out why it fails' },
    ...{ state: 'failed', why: /sign in first/, told: fails('sign in first') },
  },
  {
    ...{ name: 'from tomorrow', parent: 'search index', harness: 'tomorrow', task: 'be of a later version' },
    ...{ local: [], state: 'failed', why: /tomorrow/ },
  },
]

/** Makes them: those that lead first, so that everybody finds a parent. */
export async function startTwenty(
  machine: TestMachine,
  worker: ScriptedWorker,
  shown: (row: TwentyRow) => Promise<unknown>,
): Promise<ReadonlyMap<string, RunId>> {
  const ids = new Map<string, RunId>()
  const leads = twenty.filter((one) => one.parent === undefined)
  for (const row of leads) await start(row)
  for (const row of leads) await shown(row)
  for (const row of twenty) if (row.parent !== undefined) await start(row)
  return ids

  async function start(row: TwentyRow): Promise<void> {
    const { run_id } = await machine.ask('createRun', { body: wishOf(row, worker, ids, machine) })
    ids.set(row.name, run_id)
    if (!row.told) return
    await worker.claim({ run_id }, row.harness ?? 'command')
    await row.told(worker, run_id)
  }
}

function wishOf(
  row: TwentyRow,
  worker: ScriptedWorker,
  ids: ReadonlyMap<string, RunId>,
  machine: TestMachine,
) {
  const parent = row.parent === undefined ? undefined : ids.get(row.parent)
  const isLocal = row.local !== undefined
  return {
    ...{ title: row.name, prompt: row.task },
    ...(parent ? { parent_run_id: parent } : {}),
    execution_location: isLocal ? ('LOCAL' as const) : ('REMOTE' as const),
    config: {
      name: row.name,
      harness: { type: (row.harness ?? 'command') as never }, // parsed by the service
      ...(isLocal ? { working_directory: machine.workDirectory } : { worker_host: worker.host }),
      ...(row.local && row.local.length > 0 ? { command: [...row.local] } : {}),
    },
  }
}
