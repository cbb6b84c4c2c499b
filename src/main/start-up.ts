import { RunId, type ConversationId } from '../shared/domain/ids.ts'
import { ListedRuns, RunItem } from '../shared/contract/api/run.ts'
import type { Conversation } from '../shared/domain/conversation.ts'
import { rootOf } from '../shared/domain/family.ts'
import type { RestoreDecision } from '../shared/domain/restore.ts'
import { cleanEnvironment } from '../shared/harness/environment.ts'
import { harnesses, harnessNamed } from '../shared/harness/registry.ts'
import { delay } from '../shared/kernel/clock.ts'
import { restoreAgainMs, runsPageMax } from '../shared/limits.ts'
import type { App } from './app.ts'
import { restoreConversations } from './restore/restore.ts'
import { detectHarness } from './supervision/harness-detection.ts'
import { ensurePtyHost } from './supervision/pty-host-client.ts'
import { keepLooking } from './keep-looking.ts'
import { messageOf } from '../shared/kernel/message-of.ts'

/** Brings up what the app stands on, then everything that was there. Each part comes up without waiting for the others. */
export async function startUp(app: App, version: string): Promise<void> {
  const stored = [...app.conversations.all.keys()]
  await Promise.all([startPtyHost(app, version), startService(app), lookForHarnesses(app)])
  const undecided = await restoreStored(app, stored)
  for (const root of rootsOf(app, stored)) await adoptUnknown(app, root)
  for (const root of rootsOf(app, stored)) app.followFamily(root)
  app.waker.start()
  keepLooking(app)
  for (const id of app.conversations.all.keys()) void app.waker.consider(id)
  await decideLater(app, undecided)
}

/** Those whose run or terminal could not be asked for stay inert, and are asked for again until they can. */
async function decideLater(app: App, undecided: readonly ConversationId[]): Promise<void> {
  for (let left = undecided; left.length > 0;) {
    await delay(app.clock, restoreAgainMs)
    left = await restoreStored(app, left)
    for (const id of undecided) void app.waker.consider(id)
  }
}

async function startPtyHost(app: App, version: string): Promise<void> {
  const { runtime, dataDirectory, environment } = app.place
  try {
    const host = await ensurePtyHost({
      dataDir: dataDirectory,
      node24Path: runtime.node,
      entry: runtime.entry('pty-host'),
      env: environment,
      appVersion: version,
      clock: app.clock,
    })
    await app.terminals.use(host)
  } catch (error) {
    app.live.ptyHostProblem = messageOf(error)
    const detail = `${app.live.ptyHostProblem}. No agent or shell can be shown or started until it runs; start the app again.`
    app.notices.show({ id: 'pty-host', title: 'The pty host does not start', detail })
  }
}

async function startService(app: App): Promise<void> {
  await app.service.ensure()
  const capabilities = await app.service.client.call('capabilities')
  app.live.capabilities = capabilities.ok ? capabilities.value : null
}

async function lookForHarnesses(app: App): Promise<void> {
  const environment = cleanEnvironment(app.place.environment)
  app.live.harnesses = await Promise.all(harnesses.map((harness) => detectHarness(harness, environment)))
}

function restoreStored(app: App, stored: readonly ConversationId[]): Promise<readonly ConversationId[]> {
  const { conversations, terminals, ambient } = app
  return restoreConversations({
    ...{ stored, conversations, terminals, ambient },
    client: app.service.client,
    isKnownHarness: (name) => harnessNamed(name) !== null,
    launch: app.launch,
    bury: (conversation) => app.agents.bury(conversation),
    note: (conversation, decision) => noteRestored(app, conversation, decision),
  })
}

/** The roots of all stored families in which anybody lives. One that is being started follows itself. */
function rootsOf(app: App, stored: readonly ConversationId[]): readonly Conversation[] {
  const { all } = app.conversations
  const living = stored
    .flatMap((id) => all.get(id) ?? [])
    .filter((one) => !one.isKilled && !app.live.missing.has(one.id))
  return [...new Set(living.map((one) => rootOf(all, one)))]
}

/** Runs of a family that were started while the app was away. Parents come before their children. */
async function adoptUnknown(app: App, root: Conversation): Promise<void> {
  const query = { ancestor_run_id: root.runId, limit: runsPageMax }
  const listed = await app.service.client.call('listRuns', { query })
  if (!listed.ok) return
  const rows: readonly unknown[] = ListedRuns.shape.runs.parse(listed.value.runs)
  const runs = rows.flatMap((row) => {
    const run = RunItem.safeParse(row)
    return run.success ? [run.data] : [] // a row that cannot be read costs no other
  })
  for (const run of runs.sort((one, other) => one.created_at.localeCompare(other.created_at))) {
    const parentId = RunId.safeParse(run.parent_run_id)
    const parent = parentId.success ? app.conversations.ofRun(parentId.data) : null
    if (parent && !parent.isKilled) await app.agents.adopt(run, parent)
  }
}

function noteRestored(app: App, conversation: Conversation, decision: RestoreDecision): void {
  app.live.missing.delete(conversation.id)
  const about = {
    kind: 'restored' as const,
    conversationId: conversation.id,
    familyId: null,
    title: `${conversation.name} is back`,
  }
  switch (decision.kind) {
    case 'attach':
      return app.activity.add({ ...about, why: 'its process lived on' })
    case 'dormant':
      return app.activity.add({
        ...about,
        why: decision.isInterrupted
          ? 'its process ended in the middle of a turn; what that turn did is not known'
          : decision.isArmed
            ? conversation.lastState === 'FAILED' || conversation.lastState === 'ERROR'
              ? 'its last turn failed; a message wakes it'
              : 'dormant; wakes on message'
            : 'dormant; it cannot be woken as it is',
      })
    case 'ambient':
      return app.activity.add({ ...about, why: 'on its run' })
    case 'missing':
      app.live.missing.add(conversation.id)
      return app.activity.add({
        ...about,
        title: `${conversation.name} is missing`,
        why: describeMissing(decision.because),
      })
    case 'pending':
    case 'start':
    case 'tombstone':
      return
  }
}

const describeMissing = (because: 'run-unknown' | 'unknown-harness'): string =>
  because === 'run-unknown' ? 'the service does not know its run' : 'this version does not know its harness'
