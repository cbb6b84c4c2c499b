import { existsSync, statSync } from 'node:fs'
import type { StartAgent } from '../shared/contract/app.ts'
import { describeFailure, type ApiClient } from '../shared/contract/api/client.ts'
import type { RunItem } from '../shared/contract/api/run.ts'
import { WireError } from '../shared/contract/wire.ts'
import { splitCommandLine } from '../shared/domain/command-line.ts'
import { conversationOfRun, noWakes, type Conversation } from '../shared/domain/conversation.ts'
import type { RunId } from '../shared/domain/ids.ts'
import { openTabBehind, swapPane } from '../shared/domain/layout.ts'
import { changeWindow, dropPane, windowWith } from '../shared/domain/windows.ts'
import { atMost } from '../shared/domain/permission-mode.ts'
import { isEnded } from '../shared/domain/run.ts'
import { harnessNamed } from '../shared/harness/registry.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import { stopGraceMs } from '../shared/limits.ts'
import { hostStartWithinMs } from '../shared/terminal-limits.ts'
import type { AmbientPanes } from './ambient-panes.ts'
import { mintTabId, type MintIds } from './mint-ids.ts'
import type { ActivityLog } from './activity/activity-log.ts'
import type { Conversations } from './store/conversations.ts'
import type { StoredWindows } from './store/windows.ts'
import type { Terminals } from './supervision/terminals.ts'

export type AgentsOptions = {
  readonly conversations: Conversations
  readonly windows: StoredWindows
  readonly terminals: Terminals
  readonly client: ApiClient
  readonly ambient: AmbientPanes
  readonly activity: ActivityLog
  readonly clock: Clock
  readonly mint: MintIds
  /** Starts the first process of a local conversation; rejects nothing, tells what went wrong itself. */
  readonly launch: (conversation: Conversation) => Promise<void>
  readonly followFamily: (conversation: Conversation) => void
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** What people and runs do with agents: start, adopt, stop, kill. */
export class Agents {
  readonly #options: AgentsOptions

  constructor(options: AgentsOptions) {
    this.#options = options
  }

  /** Starts an agent that a person asked for. Refuses with a reason before anything is created. */
  async start(wish: StartAgent): Promise<Conversation> {
    const { conversations, client, clock, mint } = this.#options
    const parent = wish.parentId === null ? null : conversations.get(wish.parentId)
    if (wish.parentId !== null && !parent) throw new WireError('unknown-agent', 'the parent is gone')
    const command = wish.harness === 'command' ? commandOf(wish.commandLine) : []
    const directory = wish.directory.replace(/^~(?=$|[\\/])/, this.#options.home)
    const isThere = existsSync(directory) && statSync(directory).isDirectory()
    if (!isThere) throw new WireError('no-directory', `there is no directory ${wish.directory}`)
    const ids = mint()
    const conversation: Conversation = {
      id: ids.id,
      runId: ids.runId,
      parentId: wish.parentId,
      name: wish.name,
      harness: wish.harness,
      place: wish.place,
      at: wish.place === 'remote' ? wish.at : null,
      directory,
      command,
      model: wish.model.trim() || null,
      permissionMode: wish.permissionMode,
      startedBy: 'person',
      prompt: wish.prompt,
      session: wish.place === 'local' ? ids.session : null,
      configDirectory: wish.place === 'local' ? this.#configDirectory(wish.harness) : null,
      paneId: ids.paneId,
      terminalId: wish.place === 'local' ? ids.terminalId : null,
      cursor: 0,
      isPinned: false,
      isKilled: false,
      lastState: null,
      lastMessage: '',
      ask: null,
      waitingUntil: null,
      turnBeganAt: null,
      limitedUntil: null,
      changedAt: clock.now(),
      createdAt: clock.now(),
      wakes: noWakes,
    }
    // Stored before the run exists: the service's own word of a new child must find it here.
    conversations.put(conversation)
    const request = {
      body: runOf(conversation, parent?.runId ?? null),
      idempotencyKey: `create:${ids.runId}`,
    }
    let created = await client.call('createRun', request)
    // Without an answer it may exist: the same request again, under the same key and id, tells.
    if (!created.ok && created.error.kind !== 'refused') created = await client.call('createRun', request)
    if (!created.ok) {
      conversations.remove(conversation.id)
      throw new WireError('refused', describeFailure(created.error))
    }
    this.#place(conversation)
    this.#options.followFamily(conversation)
    this.#options.activity.add({
      ...this.#about(conversation),
      kind: 'started',
      title: `${conversation.name} started`,
      why: `by you, ${conversation.place}`,
    })
    if (conversation.place === 'local') await this.#options.launch(conversation)
    else this.#options.ambient.apply(conversation.id, { kind: 'prompt-submitted' })
    return conversations.get(conversation.id) ?? conversation
  }

  /**
   * Takes in a run that somebody else started: below `parent`, with a hidden pane; or, with null, a local one that a
   * person started from a command line, in a tab that does not come to the front.
   */
  async adopt(run: RunItem, parent: Conversation | null): Promise<void> {
    const { conversations, clock, mint, activity } = this.#options
    if (run.is_killed || conversations.ofRun(run.run_id)) return
    const defaults = { directory: parent?.directory ?? this.#options.home, now: clock.now() }
    const adopted = conversationOfRun(run, parent?.id ?? null, mint(), defaults)
    const isLocal = adopted.place === 'local'
    const conversation: Conversation = {
      ...adopted,
      configDirectory: isLocal ? this.#inheritedConfig(adopted.harness, parent) : null,
      permissionMode: parent ? atMost(adopted.permissionMode, parent.permissionMode) : adopted.permissionMode,
      startedBy: parent ? 'agent' : 'person',
    }
    conversations.put(conversation)
    this.#place(conversation)
    if (!parent) {
      const { windows } = this.#options
      windows.changeIn(windows.front, (layout) => openTabBehind(layout, mintTabId(), conversation.paneId))
      this.#options.followFamily(conversation)
    }
    const why = `by ${parent?.name ?? 'you, from a command line'}, ${conversation.place}`
    activity.add({
      ...this.#about(conversation),
      kind: 'started',
      title: `${conversation.name} started`,
      why,
    })
    if (!isLocal) this.#viewRemote(conversation, run.state)
    else if (run.state === 'QUEUED') await this.#options.launch(conversation)
  }

  /** Ends what it does now. A working one is cancelled, an idle one falls asleep; neither loses its session. */
  async stop(conversation: Conversation): Promise<void> {
    if (conversation.place === 'local' && isEnded(stateOf(conversation)))
      return this.stopProcess(conversation)
    const cancelled = await this.#options.client.call('cancelRun', { params: { run_id: conversation.runId } })
    if (!cancelled.ok) throw new WireError('refused', describeFailure(cancelled.error))
  }

  /** Ends it for good: tombstone first, so that nothing late has an effect. */
  async kill(conversation: Conversation): Promise<void> {
    const { conversations, client } = this.#options
    conversations.update(conversation.id, (now) => ({ ...now, isKilled: true }))
    const killed = await client.call('killRun', { params: { run_id: conversation.runId } })
    await this.bury(conversation)
    const why = killed.ok ? 'by you' : describeFailure(killed.error)
    this.#options.activity.add({
      ...this.#about(conversation),
      kind: 'killed',
      title: `${conversation.name} killed`,
      why,
    })
  }

  /** Takes away what is left of a killed agent: its pane, its processes, its screen. Repeating it is harmless. */
  async bury(conversation: Conversation): Promise<void> {
    const { windows, terminals } = this.#options
    windows.change((all) => {
      if (!all.panes[conversation.paneId]) return all
      // Where it was shown its parent takes its place: the family's tab stays.
      const parent =
        conversation.parentId === null ? null : this.#options.conversations.get(conversation.parentId)
      const windowId = windowWith(all, conversation.paneId)
      const isParentHidden = parent && !parent.isKilled && windowWith(all, parent.paneId) === null
      const shown =
        windowId !== null && isParentHidden
          ? changeWindow(all, windowId, (layout) => swapPane(layout, conversation.paneId, parent.paneId))
          : all
      return dropPane(shown, conversation.paneId)
    })
    // `forget` ends what lives first. A host that is away is asked again when it is back (see `buryKilled`).
    if (conversation.terminalId !== null)
      await terminals.host?.forget(conversation.terminalId).catch(() => {})
  }

  /** Nobody who was killed may live on, whatever was away when the kill was told. */
  async buryKilled(): Promise<void> {
    const { conversations, terminals } = this.#options
    for (const one of conversations.all.values())
      if (one.isKilled && one.terminalId !== null && terminals.fact(one.terminalId) === 'alive')
        await this.bury(one)
  }

  /** Ends the process tree of a local agent; one without a process is left as it is. */
  async stopProcess(conversation: Conversation): Promise<void> {
    const { terminals, clock } = this.#options
    if (conversation.isKilled) return this.bury(conversation)
    const fact = terminals.fact(conversation.terminalId)
    if (conversation.terminalId === null || fact === 'none' || fact === 'ended') return
    const host = await terminals.whenHost(clock, hostStartWithinMs)
    await host?.kill(conversation.terminalId, { graceMs: stopGraceMs }).catch(() => {}) // it ended meanwhile
  }

  /** A remote run's pane, as far as its run has come. */
  #viewRemote(conversation: Conversation, state: string): void {
    this.#options.ambient.apply(conversation.id, { kind: 'prompt-submitted' })
    this.#options.ambient.noteRunState(conversation.id, state)
  }

  /** Gives it a pane that stands in no tab yet: whoever looks decides where it is shown. */
  #place(conversation: Conversation): void {
    const { id: conversationId, terminalId } = conversation
    const content =
      terminalId === null
        ? ({ kind: 'ambient', conversationId } as const)
        : ({ kind: 'terminal', conversationId, terminalId } as const)
    this.#options.windows.addPane(conversation.paneId, content)
  }

  /** A child of the same harness uses what its parent uses. */
  #inheritedConfig(harness: string, parent: Conversation | null): string | null {
    const isSame = parent?.harness === harness
    return (isSame ? parent.configDirectory : null) ?? this.#configDirectory(harness)
  }

  #configDirectory(harness: string): string | null {
    const variable = harnessNamed(harness)?.configVariable ?? null
    return variable === null ? null : (this.#options.environment[variable] ?? null)
  }

  #about(conversation: Conversation) {
    return { conversationId: conversation.id }
  }
}

const stateOf = (conversation: Conversation) =>
  (conversation.lastState ?? 'QUEUED') as Parameters<typeof isEnded>[0] // parsed when it was stored

function commandOf(line: string): string[] {
  const split = splitCommandLine(line)
  if (!split.ok) throw new WireError('bad-command', split.error)
  if (split.value.length === 0) throw new WireError('bad-command', 'a command agent needs a program to run')
  return split.value
}

const runOf = (conversation: Conversation, parentRunId: RunId | null) => ({
  run_id: conversation.runId,
  prompt: conversation.prompt,
  title: conversation.name,
  execution_location: conversation.place === 'local' ? ('LOCAL' as const) : ('REMOTE' as const),
  ...(parentRunId === null ? {} : { parent_run_id: parentRunId }),
  config: {
    name: conversation.name,
    working_directory: conversation.directory,
    permission_mode: conversation.permissionMode,
    ...(conversation.at === null ? {} : { place: conversation.at }),
    harness: {
      type: conversation.harness,
      ...(conversation.model === null ? {} : { model_id: conversation.model }),
    },
    ...(conversation.command.length > 0 ? { command: conversation.command } : {}),
  },
})
