import { z } from 'zod'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { HarnessSignal } from '../../shared/domain/signal.ts'
import { harnessNamed } from '../../shared/harness/registry.ts'
import { withResetTime } from '../../shared/harness/reset-time.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { transcriptLookMs } from '../../shared/limits.ts'
import type { App } from '../app.ts'
import { tailOf } from '../supervision/transcript-tail.ts'

export type TranscriptSources = Pick<App, 'conversations' | 'terminals' | 'clock'> & {
  readonly service: Pick<App['service'], 'client'>
  readonly fileOf: (conversation: Conversation) => string | null
}

/**
 * Tells what no hook of a harness tells and its transcript does: a turn that failed, a turn that a person broke off.
 * Looked at only while such an agent works: an idle one costs no timer.
 */
export function watchTranscripts(sources: TranscriptSources): Disposable {
  const { conversations, clock, service } = sources
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone // as the agents of this machine tell times
  let timer: Disposable | null = null
  const look = (): void => {
    timer = null
    for (const one of conversations.all.values()) {
      if (!isWatched(one, sources)) continue
      const word = lastWord(one, sources)
      const signal = word && withResetTime(word, clock.now(), zone)
      // A service that is away hears it at the next look.
      if (signal)
        void service.client.call('reportSignal', { params: { run_id: one.runId }, body: { signal } })
    }
    arm()
  }
  const arm = (): void => {
    if (timer === null && [...conversations.all.values()].some((one) => isWatched(one, sources)))
      timer = clock.after(transcriptLookMs, look)
  }
  const heard = conversations.onChanged(arm)
  arm()
  return {
    dispose: () => {
      heard.dispose()
      timer?.dispose()
    },
  }
}

function isWatched(conversation: Conversation, { terminals }: TranscriptSources): boolean {
  const { place, harness, lastState, isKilled, terminalId, turnBeganAt } = conversation
  const isAtWork = lastState === 'INPROGRESS' || lastState === 'BLOCKED'
  const canTell = harnessNamed(harness)?.readTranscriptLine !== undefined
  const isThere = place === 'local' && !isKilled && terminals.fact(terminalId) === 'alive'
  return canTell && isThere && isAtWork && turnBeganAt !== null
}

const Stamped = z.object({ timestamp: z.iso.datetime() })

/** What the transcript says of the turn that runs; what is older than its beginning was about another one. */
function lastWord(conversation: Conversation, { fileOf }: TranscriptSources): HarnessSignal | null {
  const { session, turnBeganAt } = conversation
  const read = harnessNamed(conversation.harness)?.readTranscriptLine
  const file = fileOf(conversation)
  if (!read || session === null || file === null) return null
  for (const line of tailOf(file).toReversed()) {
    const signal = read(line, session)
    if (!signal) continue
    const stamped = Stamped.safeParse(JSON.parse(line)) // it was read as JSON a moment ago
    const at = stamped.success ? Date.parse(stamped.data.timestamp) : 0
    return at >= (turnBeganAt ?? Number.POSITIVE_INFINITY) ? signal : null
  }
  return null
}
