import type { HarnessSessionId, TerminalId } from '../../shared/domain/ids.ts'
import { renderMailbox, wakePrompt } from '../../shared/domain/mailbox-context.ts'
import type { PtyHost } from '../../shared/contract/host.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { decideWake, type WakeDecision } from '../../shared/domain/wake.ts'
import type { Harness } from '../../shared/harness/harness.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import {
  prepareLaunch,
  runDirectoryOf,
  spawnPrepared,
  stillWanted,
  type LaunchPlace,
} from '../supervision/agent-launch.ts'
import { wakePolicy } from '../../shared/limits.ts'
import type { SessionFence } from '../supervision/session-fence.ts'
import type { ExitReports } from './exit-reports.ts'
import { gatherPaste, gatherWakeFacts, type FactSources } from './gather-facts.ts'
import { resumeDormant } from './local-wake.ts'
import { pasteWake } from './paste.ts'
import { followUpRemote } from './remote-wake.ts'
import { rouseByCommand } from './rouse-command.ts'
import { rouseByLine } from './rouse-line.ts'
import { rouse } from './rouse.ts'
import { applyWakeNote } from './wake-record.ts'
import type { WakeActs, WakeNote } from './waker.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { ActivityLog } from '../activity/activity-log.ts'
import type { AmbientPanes } from '../ambient-panes.ts'

export type WakeActSources = FactSources & {
  readonly fence: SessionFence
  readonly exits: ExitReports
  readonly place: LaunchPlace
  readonly clock: Clock
  readonly activity: ActivityLog
  readonly ambient: AmbientPanes
  readonly harnessOf: (conversation: Conversation) => Harness | null
}

/** The waker's hands: each act joined to the real pty host, service and store. */
export function createWakeActs(sources: WakeActSources): WakeActs {
  const { conversations, terminals, client, fence, place, clock } = sources
  const gatherFacts: WakeActs['gatherFacts'] = (id) => gatherWakeFacts(sources, id)
  return {
    gatherFacts,
    conversation: conversations.get.bind(conversations),
    rouse: async (conversation, reason) => {
      const byLine = await rouseByLine(conversation, sources)
      if (byLine) return byLine
      const byCommand = await rouseByCommand(conversation, sources)
      if (byCommand) return byCommand
      const roused = rouse(runDirectoryOf(place.dataDirectory, conversation.runId), reason)
      return roused.ok
        ? ok('begun')
        : err({ kind: 'failed', message: 'the live session does not listen for wakes yet' })
    },
    paste: async (conversation, from) => {
      const submit = sources.harnessOf(conversation)?.abilities.idlePaste?.submit
      const { terminalId } = conversation
      const { host } = terminals
      if (submit === undefined || terminalId === null || !host)
        return err({ kind: 'failed', message: 'the pane cannot be typed into now' })
      return pasteWake(wakePrompt(from.map((sender_name) => ({ sender_name }))), {
        ...{ host, terminalId, submit, clock },
        output: (onText) => outputOf(host, terminalId, onText),
        incarnation: () => (terminals.fact(terminalId) === 'alive' ? terminals.incarnation(terminalId) : 0),
        typedAt: () => sources.person.lastAt(terminalId),
        fact: () => gatherPaste(sources, conversation),
        claim: () =>
          void conversations.update(conversation.id, (now) => applyWakeNote(now, { kind: 'paste-claimed' })),
      })
    },
    resume: (conversation, decision, reason, isForced) =>
      resumeDormant(conversation, decision, reason, {
        fence,
        client,
        prepare: async (
          target: Conversation & { terminalId: TerminalId; session: HarnessSessionId },
          prompt,
        ) => {
          const harness = sources.harnessOf(target)
          if (!harness) return err('this version does not know the harness')
          await sources.exits.settled(target.id)
          const detected = sources.detected(target.harness)
          return prepareLaunch(target, harness, detected, { kind: 'resume', prompt }, place, client)
        },
        decideAgain: async () => {
          // Our own wake is under way and our own fence is held: neither may stop the second look.
          const facts = await gatherFacts(conversation.id)
          const asIfAlone = { isWakeUnderWay: false, othersWaking: 0, isAsked: isForced }
          return facts.ok ? decideWake({ ...facts.value, ...asIfAlone }, wakePolicy, clock.now()) : null
        },
        announce: async ({ terminalId }, line) => {
          // A line that cannot be written stops no wake: a host that is gone refuses the spawn right after.
          if (terminalId !== null) await terminals.host?.note(terminalId, `☀ ${line}`).catch(() => {})
        },
        spawn: (launch) => spawnPrepared(terminals, launch, clock, stillWanted(conversations, conversation)),
        wakePrompt: (from) =>
          from.length === 0 ? '' : wakePrompt(from.map((sender_name) => ({ sender_name }))),
      }),
    followUp: async (conversation, decision) => {
      sources.ambient.apply(conversation.id, { kind: 'follow-up-submitted' })
      const outcome = await followUpRemote(decision, client, (messages) => renderMailbox(messages, 0))
      if (!outcome.ok) sources.ambient.apply(conversation.id, { kind: 'viewing' })
      return outcome
    },
    record: (id, note) => {
      const before = conversations.get(id)
      const after = conversations.update(id, (now) => applyWakeNote(now, note))
      if (after && note.kind === 'begun') sources.bounds.noteWake(after, note.at)
      if (after && note.kind === 'forgiven') sources.bounds.forgive(after)
      if (after && note.kind === 'succeeded') sources.bounds.noteLimit(after, null)
      if (after && after !== before) tellWake(sources, after, note)
    },
  }
}

/** What a terminal puts out from now on, as its host tells a viewer. */
function outputOf(host: PtyHost, terminalId: TerminalId, onText: (text: string) => void): Disposable {
  const decoder = new TextDecoder()
  const attachment = host.openAttachment(terminalId, {
    onReplay: ({ owes }) => owes !== undefined && attachment.ack(owes),
    onData: (bytes) => {
      attachment.ack(bytes.length)
      onText(decoder.decode(bytes, { stream: true }))
    },
    onExit: () => {},
    onClosed: () => {},
  })
  return attachment
}

function tellWake(sources: WakeActSources, conversation: Conversation, note: WakeNote): void {
  const about = { conversationId: conversation.id }
  if (note.kind === 'begun') {
    const kind = conversation.place === 'remote' ? 'follow-up' : 'woken'
    sources.activity.add({
      ...about,
      kind,
      title: `${conversation.name} woken`,
      why: bare(note.reason),
      facts: note.facts,
    })
  } else if (note.kind === 'failed' && note.what !== 'turn')
    // a failed turn is told by its run
    sources.activity.add({
      ...about,
      kind: 'failed',
      title: `waking ${conversation.name} failed`,
      why: note.message,
    })
  else if (note.kind === 'decided' && isWorthTelling(note.decision))
    sources.activity.add({
      ...about,
      kind: 'held',
      title: `${conversation.name} held`,
      why: bare(note.reason),
      facts: note.facts,
    })
}

/** A hold that says something about the agent, and not only about this moment. */
const isWorthTelling = (decision: WakeDecision): boolean =>
  decision.kind === 'hold'
    ? !['nothing-waits', 'wake-under-way', 'others-are-waking'].includes(decision.because)
    : decision.kind === 'wait' && decision.because === 'usage-limit'

/** The title says already what happened. */
const bare = (reason: string): string => reason.replace(/^(woken|held|parked): /, '')
