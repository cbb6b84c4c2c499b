import { userInfo } from 'node:os'
import { RunId, type ConversationId } from '../shared/domain/ids.ts'
import type { RunItem } from '../shared/contract/api/run.ts'
import type { Conversation } from '../shared/domain/conversation.ts'
import { rootOf } from '../shared/domain/family.ts'
import { rankOfPane } from '../shared/domain/windows.ts'
import { describeRestore, type RestoreDecision } from '../shared/domain/restore.ts'
import { cleanEnvironment } from '../shared/harness/environment.ts'
import { harnessNamed } from '../shared/harness/registry.ts'
import type { App } from './app.ts'
import { letOldFamiliesGo } from './restore/let-go.ts'
import { decideLater } from './restore/decide-later.ts'
import { restoreConversations, type Undecided } from './restore/restore.ts'
import { askLoginShell, isFromDesktop, withLoginPath } from './shells/login-environment.ts'
import { lookForHarnesses } from './supervision/look-for-harnesses.ts'
import { ensurePtyHost } from './supervision/pty-host-client.ts'
import { cutAt } from './supervision/cut-at.ts'
import { isSessionThere } from './supervision/session-there.ts'
import { keepLooking } from './keep-looking.ts'
import { considerThoseWithMail } from './wake/consider-those-with-mail.ts'
import { followColours } from './window/follow-colours.ts'
import { endHiddenShells } from './wires/panes.ts'
import { messageOf } from '../shared/kernel/message-of.ts'

/** Brings up what the app stands on, then everything that was there. Each part comes up without waiting for the others. */
export async function startUp(app: App, version: string): Promise<void> {
  const stored = [...app.conversations.all.keys()]
  await Promise.all([
    startPtyHost(app, version),
    startService(app),
    adoptLoginEnvironment(app).then(() => lookForHarnesses(app)),
  ])
  const undecided = await restoreStored(app, stored)
  const letGo = undecided.length === 0 ? await letOldFamiliesGo(app) : 0
  if (letGo > 0) noteLetGo(app, letGo)
  for (const root of rootsOf(app, stored)) app.followFamily(root)
  app.waker.start()
  app.waits.start()
  keepLooking(app)
  considerThoseWithMail(app, app.conversations.all.values())
  await decideLater(undecided, {
    clock: app.clock,
    restore: (ids) => restoreStored(app, ids),
    decided: (id) => void app.waker.consider(id),
  })
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
      mayStart: () => !app.live.isLeaving,
    })
    app.signals.use(host)
    host.onStorageChanged(({ problem }) => tellStorage(app, problem))
    // One that is away is told when it is back.
    followColours(app, (colours) => void host.colour(colours).catch(() => {}))
    await app.terminals.use(host)
    endHiddenShells(app)
  } catch (error) {
    app.live.ptyHostProblem = messageOf(error)
    const detail = `${app.live.ptyHostProblem}. No agent or shell can be shown or started until it runs; start the app again.`
    app.notices.show({ id: 'pty-host', title: 'The pty host does not start', detail })
  }
}

/** Started from the desktop, the app has not what the user's shell sets up: agents and their tools would not be found. */
async function adoptLoginEnvironment(app: App): Promise<void> {
  const { environment } = app.place
  if (!app.settings.value.terminalLoginEnvironment || !isFromDesktop(environment, process.platform)) return
  const shell = environment['SHELL'] ?? userInfo().shell
  const found = shell ? await askLoginShell(shell, cleanEnvironment(environment)) : null
  if (found) Object.assign(environment, withLoginPath(environment, found)) // one environment, which everything that starts later reads
}

/** Terminals go on without their histories; a person should know that a reboot would lose what was printed since. */
function tellStorage(app: App, problem: string | null): void {
  if (problem === null) return app.notices.dismiss('histories')
  const detail = `${problem}. Terminals go on; what they print now does not come back after a reboot until there is room again.`
  app.notices.show({ id: 'histories', title: 'The histories of terminals cannot be written', detail })
}

async function startService(app: App): Promise<void> {
  await app.service.ensure()
  const capabilities = await app.service.client.call('capabilities')
  app.live.capabilities = capabilities.ok ? capabilities.value : null
}

/** Restores what is stored and takes in what was started meanwhile. Returns those nobody could decide on yet. */
async function restoreStored(app: App, stored: readonly ConversationId[]): Promise<readonly Undecided[]> {
  const { conversations, terminals, ambient } = app
  const { undecided, unknownRuns } = await restoreConversations(lookedAtFirst(app, stored), {
    ...{ conversations, terminals, ambient },
    client: app.service.client,
    isKnownHarness: (name) => harnessNamed(name) !== null,
    isSessionThere: (conversation) => isSessionThere(conversation, app.place),
    cutAt: (conversation) => cutAt(conversation, app.place),
    launch: app.launch,
    followPlace: (conversation, run) => app.relocation.follow(conversation, run),
    bury: (conversation) => app.agents.bury(conversation),
    noteMail: (runId, waiting) => app.mailboxes.note(runId, waiting),
    note: (conversation, decision) => noteRestored(app, conversation, decision),
  })
  await adoptUnknown(app, unknownRuns)
  return undecided
}

/** Whoever has the keyboard comes first, then those on screen, then those in other tabs, then the hidden ones. */
function lookedAtFirst(app: App, stored: readonly ConversationId[]): readonly ConversationId[] {
  const rank = (id: ConversationId): number => {
    const conversation = app.conversations.get(id)
    return conversation ? rankOfPane(app.windows.all, conversation.paneId) : Infinity
  }
  return stored.toSorted((one, other) => rank(one) - rank(other))
}

/** The roots of all stored families in which anybody lives. One that is being started follows itself. */
function rootsOf(app: App, stored: readonly ConversationId[]): readonly Conversation[] {
  const { all } = app.conversations
  const living = stored
    .flatMap((id) => all.get(id) ?? [])
    .filter((one) => !one.isKilled && !app.live.missing.has(one.id))
  return [...new Set(living.map((one) => rootOf(all, one)))]
}

/** Runs that were started while the app was away. Parents come before their children. */
async function adoptUnknown(app: App, runs: readonly RunItem[]): Promise<void> {
  for (const run of runs.toSorted((one, other) => one.created_at.localeCompare(other.created_at))) {
    const parentId = RunId.safeParse(run.parent_run_id)
    const parent = parentId.success ? app.conversations.ofRun(parentId.data) : null
    if (parent && !parent.isKilled) await app.agents.adopt(run, parent)
  }
}

function noteRestored(app: App, conversation: Conversation, decision: RestoreDecision): void {
  const isMissing = decision.kind === 'missing'
  if (isMissing) app.live.missing.add(conversation.id)
  else app.live.missing.delete(conversation.id)
  const hasFailed = conversation.lastState === 'FAILED' || conversation.lastState === 'ERROR'
  const why = describeRestore(decision, hasFailed)
  if (why === null) return
  const title = isMissing ? `${conversation.name} is missing` : `${conversation.name} is back`
  app.activity.add({ kind: 'restored', conversationId: conversation.id, title, why })
}

function noteLetGo(app: App, count: number): void {
  const title = count === 1 ? '1 old agent was let go' : `${count} old agents were let go`
  const why = 'their families changed longest ago; their runs stay with the service'
  app.activity.add({ kind: 'note', conversationId: null, title, why })
}
