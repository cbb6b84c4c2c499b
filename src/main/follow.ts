import type { ActivityEntry } from '../shared/domain/activity.ts'
import type { AskAnswer } from '../shared/domain/ask-answer.ts'
import type { Conversation } from '../shared/domain/conversation.ts'
import { rootOf } from '../shared/domain/family.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { Disposables } from '../shared/kernel/disposables.ts'
import { delay } from '../shared/kernel/clock.ts'
import { streamBackoffMs } from '../shared/limits.ts'
import type { Exit } from './supervision/terminals.ts'
import type { App } from './app.ts'
import { giveToWaiter } from './wake/answer.ts'
import { answerParts } from './wires/answer-for.ts'
import { cutAt } from './supervision/cut-at.ts'
import { transcriptOf } from './supervision/session-there.ts'
import { considerThoseWithMail } from './wake/consider-those-with-mail.ts'
import { watchInterrupts } from './wake/interrupts.ts'
import { watchTranscripts } from './wake/transcript-watch.ts'
import { FamilyStreams } from './wake/families.ts'
import { resyncFamily } from './wake/resync-family.ts'
import { applyRunEvent, type RunEventEffects } from './wake/run-events.ts'

/** Joins the log, the processes and the waker: what happens anywhere is told to whom it concerns. */
export function followEverything(
  app: App,
): Disposable & { followFamily: (conversation: Conversation) => void } {
  const life = new Disposables()
  const { conversations, service, clock } = app
  const effects: RunEventEffects = {
    ...{ conversations, mailboxes: app.mailboxes, waker: app.waker, client: service.client },
    ...{ bounds: app.bounds, waits: app.waits },
    now: clock.now,
    adopt: (run, parent) => app.agents.adopt(run, parent),
    giveAnswer: (conversation, answer) => giveAnswer(app, conversation, answer),
    tellNote: (conversation, note) => tellNote(app, conversation, note),
    stopProcess: (conversation) => app.agents.stopProcess(conversation),
    followPlace: (conversation, run) => app.relocation.follow(conversation, run),
    tell: (kind, conversation, what) => tell(app, kind, conversation, what),
  }
  const streams = life.add(
    new FamilyStreams({
      address: () => service.address(),
      token: () => service.token(),
      fetch,
      clock,
      onState: (rootId, state) => {
        if (state.kind !== 'connected') return service.noteUnreachable()
        const all = [...conversations.all.values()]
        considerThoseWithMail(
          app,
          all.filter((one) => rootOf(conversations.all, one).id === rootId),
        )
      },
      handle: async (_root, event) => {
        app.live.lastSequence = Math.max(app.live.lastSequence, event.sequence)
        await applyRunEvent(event, effects)
      },
      resync: (_root, runId) => resyncFamily(runId, effects),
      moveCursor: (root, sequence) => {
        const moved = conversations.update(root, (now) =>
          now.cursor >= sequence ? now : { ...now, cursor: sequence },
        )
        if (moved)
          void service.client.call('setEventSequence', {
            params: { run_id: moved.runId },
            body: { sequence },
          })
      },
    }),
  )
  life.add(
    app.terminals.onExited((exit) => {
      const conversation = conversations.ofTerminal(exit.terminalId)
      if (conversation) app.exits.track(conversation.id, reportExit(app, conversation, exit))
    }),
  )
  // A host that is back may settle what was held because nobody knew whether an agent still ran.
  life.add(
    app.terminals.onKnown(() => {
      void app.agents.buryKilled()
      for (const one of conversations.all.values())
        if (app.mailboxes.waitingCount(one.runId) > 0) void app.waker.consider(one.id)
    }),
  )
  life.add(app.activity.onAdded((entry) => markPlace(app, entry)))
  life.add(watchInterrupts(app))
  const fileOf = (conversation: Conversation) => transcriptOf(conversation, app.place)
  life.add(watchTranscripts({ ...app, fileOf }))
  const followFamily = (conversation: Conversation): void => {
    if (!app.settings.value.isOrchestrationOn) return
    const root = rootOf(conversations.all, conversation)
    streams.follow(root.id, root.runId, root.cursor)
  }
  let isOn = app.settings.value.isOrchestrationOn
  life.add(
    app.settings.onChanged(({ isOrchestrationOn }) => {
      if (isOrchestrationOn === isOn) return
      isOn = isOrchestrationOn
      if (!isOn) return streams.leaveAll()
      for (const one of conversations.all.values()) if (!one.isKilled) followFamily(one)
      for (const id of conversations.all.keys()) void app.waker.consider(id)
    }),
  )
  return { dispose: () => life.dispose(), followFamily }
}

/**
 * Tells the service that an agent's process is gone: its run may have been cut off, its mail goes back. Repeated until
 * it is heard, unless another process of the agent runs by then.
 */
async function reportExit(app: App, conversation: Conversation, exit: Exit): Promise<void> {
  const how = exit.signal === null ? `code ${exit.exitCode}` : `signal ${exit.signal}`
  const isGoodEnd = exit.signal === null && exit.exitCode === 0
  app.waker.processEnded(conversation.id, isGoodEnd, `its process ended with ${how} before a turn began`)
  const exit_code = exit.signal === null ? exit.exitCode : null
  const cut = cutAt(conversation, app.place)
  const signal = {
    ...{ kind: 'exited' as const, session_id: conversation.session, exit_code },
    ...(cut === null ? {} : { cut_at: cut }),
  }
  const request = { params: { run_id: conversation.runId }, body: { signal } }
  while (app.terminals.incarnation(exit.terminalId) === exit.incarnation) {
    const told = await app.service.client.call('reportSignal', request)
    if (told.ok || (told.error.kind === 'refused' && !told.error.retryable)) break
    await delay(app.clock, streamBackoffMs[1])
  }
  void app.waker.consider(conversation.id)
}

/** What happens to an agent is marked in its terminal, so that a person can go back to the place. */
function markPlace({ conversations, terminals }: App, { id, kind, conversationId }: ActivityEntry): void {
  const about = conversationId === null ? null : conversations.get(conversationId)
  const terminalId = about && !about.isKilled ? about.terminalId : null
  if (terminalId === null) return
  // The start of an agent is told before its terminal is there; otherwise none is made for a mark.
  if (terminals.fact(terminalId) === 'none' && kind !== 'started') return
  void terminals.host?.mark(terminalId, id).catch(() => {}) // then the place before it is found
}

/** Hands over what was answered at the service; an agent that waits no more was answered in its pane. */
async function giveAnswer(app: App, conversation: Conversation, answer: AskAnswer): Promise<void> {
  const given = await giveToWaiter(conversation, answer, answerParts(app, conversation))
  if (given.kind !== 'nobody-waits') return // what was not told now is told by its next hook
  const { name, id } = conversation
  app.activity.add({
    ...{ kind: 'note', conversationId: id },
    title: `the answer for ${name} did not reach it`,
    why: 'its question waits no more; look into its pane',
  })
}

/** What an agent wants its person to know: in the timeline, and on the desktop. */
function tellNote(app: App, conversation: Conversation, note: string): void {
  const { id, name } = conversation
  app.activity.add({
    kind: 'note',
    conversationId: id,
    title: `${name} tells you`,
    why: note,
  })
  app.notes.fire({ conversationId: id, title: `${name} tells you`, body: note })
}

const entryKinds = { mail: 'message', source: 'source', answer: 'follow-up' } as const

function tell(
  app: App,
  kind: 'state' | 'mail' | 'source' | 'answer',
  conversation: Conversation,
  what: { readonly title: string; readonly why: string; readonly state?: string },
): void {
  const about = { conversationId: conversation.id }
  if (kind !== 'state')
    return app.activity.add({ ...about, kind: entryKinds[kind], title: what.title, why: what.why })
  const state = what.state ?? ''
  if (conversation.place === 'remote') app.ambient.noteRunState(conversation.id, state)
  const entry = stateEntry(conversation, state)
  if (entry) app.activity.add({ ...about, ...entry })
}

function stateEntry(
  conversation: Conversation,
  state: string,
): { kind: ActivityEntry['kind']; title: string; why: string } | null {
  const { name, place, lastMessage: why } = conversation
  switch (state) {
    case 'SUCCEEDED':
      return {
        kind: 'asleep',
        title: `${name} ended its turn`,
        why: place === 'local' ? 'a message wakes it' : 'a follow-up wakes it',
      }
    case 'BLOCKED':
      return { kind: 'blocked', title: `${name} asks`, why }
    case 'FAILED':
    case 'ERROR':
      return { kind: 'failed', title: `${name} failed`, why }
    case 'CANCELLED':
      return { kind: 'note', title: `${name} was stopped`, why }
    default:
      return null
  }
}
