import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describeFailure, type ApiClient } from '../shared/contract/api/client.ts'
import type { AskAnswer } from '../shared/domain/ask-answer.ts'
import type { HarnessSessionId, RunId } from '../shared/domain/ids.ts'
import { answerPipe } from '../shared/harness/answer-waiter.ts'
import type { Harness } from '../shared/harness/harness.ts'

/** What the service was told; the next heartbeat brings the same answer until it knows that the agent has it. */
export type AnswerGiver = (answer: AskAnswer) => void

/**
 * Hands answers to the agent of one execution: once into the pipe of the very question, then told to the service until it
 * has heard. Without a waiter nothing happens: the question is over, and what the agent does next says so.
 */
export function answerGiver(parts: {
  readonly harness: Harness
  readonly runDirectory: string
  readonly runId: RunId
  readonly session: () => HarnessSessionId
  readonly client: ApiClient
  readonly log: (text: string) => void
}): AnswerGiver {
  let given: string | null = null
  const give = async (answer: AskAnswer): Promise<void> => {
    if (given !== answer.ask_id) {
      const line = parts.harness.renderAnswer?.(answer)
      if (line === undefined || !writeToWaiter(join(parts.runDirectory, answerPipe(answer.ask_id)), line))
        return
      given = answer.ask_id
    }
    const signal = { kind: 'work-went-on' as const, session_id: parts.session(), ask_id: answer.ask_id }
    const told = await parts.client.call('reportSignal', {
      params: { run_id: parts.runId },
      body: { signal },
    })
    if (!told.ok) parts.log(`answer ${answer.ask_id}: ${describeFailure(told.error)}`)
  }
  return (answer) => void give(answer)
}

/** Writes one line; false when nobody waits for it. Never blocks. */
function writeToWaiter(path: string, line: string): boolean {
  try {
    const pipe = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
    try {
      writeSync(pipe, `${line}\n`)
      return true
    } finally {
      closeSync(pipe)
    }
  } catch {
    return false // ENXIO, ENOENT: no waiter; EPIPE: it went away
  }
}
