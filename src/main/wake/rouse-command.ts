import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { wakePrompt } from '../../shared/domain/mailbox-context.ts'
import { cleanEnvironment } from '../../shared/harness/environment.ts'
import type { Harness } from '../../shared/harness/harness.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { rouseCommandWithinMs } from '../../shared/limits.ts'
import type { LaunchPlace } from '../supervision/agent-launch.ts'
import type { DetectedHarness } from '../supervision/harness-detection.ts'
import type { WakeOutcome } from './waker.ts'

const run = promisify(execFile)

export type RouseSources = {
  readonly place: Pick<LaunchPlace, 'environment'>
  readonly harnessOf: (conversation: Conversation) => Harness | null
  readonly detected: (name: string) => DetectedHarness | null
}

/**
 * Hands a live, idle session its next prompt through the harness's own program; null when this harness has another way.
 * The prompt says only that there is mail: a queue that outlives its session tells nothing twice.
 */
export async function rouseByCommand(
  conversation: Conversation,
  sources: RouseSources,
): Promise<WakeOutcome | null> {
  const harness = sources.harnessOf(conversation)
  const { session, directory, configDirectory } = conversation
  if (!harness?.rouseCommand || session === null) return null
  const program = sources.detected(harness.name)?.program ?? harness.program ?? ''
  const [file = '', ...args] = harness.rouseCommand({ program, session, text: wakePrompt([]) })
  const variable = harness.configVariable
  const config = variable === null || configDirectory === null ? {} : { [variable]: configDirectory }
  try {
    await run(file, args, {
      cwd: directory,
      env: { ...cleanEnvironment(sources.place.environment), ...config },
      timeout: rouseCommandWithinMs,
    })
    return ok('begun')
  } catch (error) {
    const why = messageOf(error).split('\n').at(-1) ?? ''
    return err({ kind: 'failed', message: `the live session could not be told: ${why}` })
  }
}
