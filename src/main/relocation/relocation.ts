import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import { formatOfHarness, harnessOfFormat } from '../../shared/contract/api/transcript-format.ts'
import type { RunItem } from '../../shared/contract/api/run.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { keepsNothing } from '../../shared/domain/harness-name.ts'
import type { HarnessSessionId } from '../../shared/domain/ids.ts'
import { canRelocate } from '../../shared/domain/relocation.ts'
import { isEnded, type RunState } from '../../shared/domain/run.ts'
import { harnessNamed } from '../../shared/harness/registry.ts'
import { delay, type Clock } from '../../shared/kernel/clock.ts'
import { Disposables } from '../../shared/kernel/disposables.ts'
import { stopGraceMs } from '../../shared/limits.ts'
import type { ActivityLog } from '../activity/activity-log.ts'
import type { AmbientPanes } from '../ambient-panes.ts'
import type { MintIds } from '../mint-ids.ts'
import type { Conversations } from '../store/conversations.ts'
import type { StoredWindows } from '../store/windows.ts'
import { runDirectoryOf, type LaunchPlace } from '../supervision/agent-launch.ts'
import type { SessionFence } from '../supervision/session-fence.ts'
import { transcriptOf } from '../supervision/session-there.ts'
import type { Terminals } from '../supervision/terminals.ts'
import { giveSession, takeSession } from './session-transfer.ts'

export type RelocationParts = {
  readonly conversations: Conversations
  readonly windows: StoredWindows
  readonly terminals: Terminals
  readonly client: ApiClient
  readonly ambient: AmbientPanes
  readonly activity: Pick<ActivityLog, 'add'>
  readonly fence: Pick<SessionFence, 'take'>
  readonly clock: Clock
  readonly mint: MintIds
  readonly place: Pick<LaunchPlace, 'home' | 'platform' | 'environment' | 'dataDirectory'>
  readonly isMissing: (conversation: Conversation) => boolean
  /** Ends its process; one without is left as it is. */
  readonly stopProcess: (conversation: Conversation) => Promise<void>
  /** Its last process's end has been told to the service. */
  readonly settled: (conversation: Conversation) => Promise<void>
}

type ToldPlace = Pick<RunItem, 'execution_location' | 'harness_session_id'>

/**
 * The same agent, going on elsewhere: a remote one in a pane here, a local one with the workers. The service decides where a
 * run is carried out; what is stored and shown here follows its word, whoever moved the run and whatever died in between.
 */
export class Relocation {
  readonly #parts: RelocationParts
  readonly #underWay = new Map<string, Promise<Conversation>>()

  constructor(parts: RelocationParts) {
    this.#parts = parts
  }

  /** Takes a remote agent over into its pane here. Without a directory it works where it is said to. */
  async continueHere(conversation: Conversation, directory: string | null): Promise<Conversation> {
    const { conversations } = this.#parts
    if (conversation.place === 'local') return conversation
    this.#refuseUnfit(conversation)
    const chosen = directory ?? conversation.directory
    if (!existsSync(chosen))
      throw new WireError('no-directory', `there is no directory ${chosen} here; choose where it goes on`)
    await this.#untilWorkerIsDone(conversation)
    const session = await this.#keptSession(conversation)
    // Stored first: whoever finishes this after a crash finds the directory.
    const here = conversations.update(conversation.id, (now) =>
      chosen === now.directory ? now : { ...now, directory: chosen, startedBy: 'person' },
    )
    await this.#bring({ ...(here ?? conversation), session })
    await this.#tellService(conversation, 'LOCAL', session)
    // It may have worked once more until the service heard of it: what is kept now is the last word.
    return this.follow(conversation, { execution_location: 'LOCAL', harness_session_id: session })
  }

  /** Hands a local agent to the workers. A live one that waits is ended first; its screen goes, its session does not. */
  async handOff(conversation: Conversation): Promise<Conversation> {
    const { conversations, fence, client, clock } = this.#parts
    if (conversation.place === 'remote') return conversation
    this.#refuseUnfit(conversation)
    const { session } = conversation
    if (session === null) throw new WireError('no-session', 'it left no session to go on with')
    await this.#endProcess(conversation)
    const taken = fence.take(session)
    if (!taken.ok) throw new WireError('refused', `its session is held by ${taken.error}`)
    try {
      const now = conversations.get(conversation.id) ?? conversation
      this.#refuseUnfit(now)
      if (!keepsNothing(now.harness)) {
        const path = transcriptOf(now, this.#parts.place)
        if (path === null) throw new WireError('no-session', 'its session is gone from this disk')
        const format = formatOfHarness(now.harness)
        const sent = await giveSession({ runId: now.runId, format, session }, path, {
          ...{ client, clock, attemptsMax },
        })
        if (!sent.ok) throw new WireError('refused', `its session could not be handed over: ${sent.error}`)
      }
      await this.#tellService(now, 'REMOTE', session)
    } finally {
      taken.value.dispose()
    }
    return this.follow(conversation, { execution_location: 'REMOTE', harness_session_id: session })
  }

  /** Makes what is here what the service says. Throws when that needs something that cannot be had now; repeated, it goes on. */
  async follow(conversation: Conversation, run: ToldPlace): Promise<Conversation> {
    const place = run.execution_location === 'LOCAL' ? 'local' : 'remote'
    if (!run.execution_location || place === conversation.place || conversation.isKilled) return conversation
    const before = this.#underWay.get(conversation.id) ?? Promise.resolve(conversation)
    const settle = before.catch(() => {}).then(() => this.#settle(conversation, place, run))
    this.#underWay.set(conversation.id, settle)
    try {
      return await settle
    } finally {
      if (this.#underWay.get(conversation.id) === settle) this.#underWay.delete(conversation.id)
    }
  }

  async #settle(asked: Conversation, place: 'local' | 'remote', run: ToldPlace): Promise<Conversation> {
    const now = this.#parts.conversations.get(asked.id)
    if (!now || now.isKilled || now.place === place) return now ?? asked
    return place === 'local' ? this.#settleHere(now, run) : this.#settleAway(now)
  }

  async #settleHere(conversation: Conversation, run: ToldPlace): Promise<Conversation> {
    const { conversations, windows, mint, place, activity } = this.#parts
    const ids = mint()
    const session = run.harness_session_id ?? conversation.session ?? ids.session
    const moved = { ...conversation, session, configDirectory: this.#configDirectory(conversation) }
    await this.#bring(moved)
    // The pane first: a start that finds it so and the record not yet does all of this again.
    windows.addPane(conversation.paneId, {
      ...{ kind: 'terminal', conversationId: conversation.id, terminalId: ids.terminalId },
    })
    const after = conversations.update(conversation.id, (now) => ({
      ...now,
      ...{ place: 'local', at: null, session, terminalId: ids.terminalId, wakes: afresh(now) },
      configDirectory: this.#configDirectory(now),
    }))
    activity.add({
      ...{ kind: 'note', conversationId: conversation.id, title: `${conversation.name} goes on here` },
      why: `in ${conversation.directory.replace(place.home, '~')}, with all that it said elsewhere`,
    })
    return after ?? moved
  }

  async #settleAway(conversation: Conversation): Promise<Conversation> {
    const { conversations, windows, terminals, ambient, activity } = this.#parts
    const { id, terminalId, name } = conversation
    windows.addPane(conversation.paneId, { kind: 'ambient', conversationId: id })
    const after = conversations.update(id, (now) => ({
      ...now,
      ...{ place: 'remote', at: null, terminalId: null, configDirectory: null, wakes: afresh(now) },
    }))
    ambient.apply(id, { kind: 'viewing' })
    // Its end is told to nobody: from here on only its worker speaks for the run.
    if (terminalId !== null) await terminals.host?.forget(terminalId).catch(() => {}) // a screen that stays is bounded by itself
    const why = 'with all that it said here; the next follow-up or message is carried out there'
    activity.add({ kind: 'note', conversationId: id, title: `${name} was handed to the workers`, why })
    return after ?? conversation
  }

  #refuseUnfit(conversation: Conversation): void {
    const fit = relocationOf(conversation, this.#parts.isMissing(conversation))
    if (!fit.can)
      throw new WireError('refused', `${conversation.name} cannot go on elsewhere: ${fit.because}`)
  }

  /** The agent said that its turn is over; its worker may still be putting its session into the service's hands. */
  async #untilWorkerIsDone({ runId }: Conversation): Promise<void> {
    const { client, clock } = this.#parts
    for (let looks = 0; looks < workerLooksMax; looks += 1) {
      const run = await client.call('getRun', { params: { run_id: runId } })
      if (!run.ok) throw new WireError('refused', describeFailure(run.error))
      if (!run.value.is_sandbox_running || !isEnded(run.value.state)) return // one that works is refused
      await delay(clock, workerLookMs)
    }
  }

  /** What it goes on with: the session that the service keeps, whatever place wrote it. */
  async #keptSession(conversation: Conversation): Promise<HarnessSessionId | null> {
    if (keepsNothing(conversation.harness)) return conversation.session
    const params = { run_id: conversation.runId }
    const told = await this.#parts.client.call('describeTranscript', { params })
    if (!told.ok) throw new WireError('refused', describeFailure(told.error))
    const { transcript } = told.value
    const isOurs = transcript !== null && harnessOfFormat(transcript.format) === conversation.harness
    if (isOurs && transcript.session_id) return transcript.session_id
    const why =
      transcript === null ? 'the service keeps no session of it' : 'its place keeps it in a form of its own'
    throw new WireError('no-session', `${conversation.name} cannot go on here: ${why}`)
  }

  /** Its session stands where its harness resumes it from. */
  async #bring(conversation: Conversation): Promise<void> {
    const { place, client, clock } = this.#parts
    const sessionHome = harnessNamed(conversation.harness)?.sessionHome
    const { session, runId } = conversation
    if (!sessionHome || session === null || !existsSync(conversation.directory)) return // restoring says what is missing
    const here = { ...conversation, configDirectory: this.#configDirectory(conversation) }
    const facts = {
      ...{ session, home: place.home, platform: place.platform, configDirectory: here.configDirectory },
      directory: realpathSync(conversation.directory), // a harness names a directory as its process sees it
    }
    const taken = {
      ...{ runId, here: transcriptOf(here, place) },
      homeOf: (firstLine: string) => sessionHome(facts, firstLine),
      draft: join(runDirectoryOf(place.dataDirectory, runId), 'session.part'),
    }
    const brought = await takeSession(taken, { client, clock, attemptsMax })
    if (!brought.ok) throw new WireError('refused', `its session could not be brought here: ${brought.error}`)
  }

  async #tellService(conversation: Conversation, to: 'LOCAL' | 'REMOTE', session: HarnessSessionId | null) {
    const params = { run_id: conversation.runId }
    const told = await this.#parts.client.call('relocateRun', { params, body: { to, session_id: session } })
    if (!told.ok) throw new WireError('refused', describeFailure(told.error))
  }

  async #endProcess(conversation: Conversation): Promise<void> {
    const { terminals, clock, stopProcess, settled } = this.#parts
    await stopProcess(conversation)
    const isOver = (): boolean => terminals.fact(conversation.terminalId) !== 'alive'
    if (!isOver())
      await new Promise<void>((resolve) => {
        const waiting = new Disposables()
        const end = (): void => {
          waiting.dispose()
          resolve()
        }
        waiting.add(clock.after(2 * stopGraceMs, end))
        waiting.add(terminals.onChanged(() => isOver() && end()))
      })
    if (!isOver()) throw new WireError('refused', `${conversation.name} does not end: stop it first`)
    await settled(conversation)
  }

  #configDirectory({ harness }: Conversation): string | null {
    const variable = harnessNamed(harness)?.configVariable ?? null
    return variable === null ? null : (this.#parts.place.environment[variable] ?? null)
  }
}

/** Why it was woken or held on the other side says nothing here. */
const afresh = ({ wakes }: Conversation): Conversation['wakes'] => ({ ...wakes, reason: '', holding: '' })

/** Whether this agent can go on elsewhere now. */
export const relocationOf = (conversation: Conversation, isMissing: boolean) =>
  canRelocate({
    ...{ isKilled: conversation.isKilled, isMissing },
    runState: conversation.lastState as RunState | 'UNKNOWN' | null, // stored from the service's word
    canSessionMove:
      keepsNothing(conversation.harness) || harnessNamed(conversation.harness)?.sessionHome !== undefined,
  })

const workerLooksMax = 60
const workerLookMs = 500
const attemptsMax = 4 // with their waits some twenty seconds
