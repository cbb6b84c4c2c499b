import { randomUUID } from 'node:crypto'
import { createClientOf } from '../../shared/contract/api/client.ts'
import { messageRoutes } from '../../shared/contract/api/message-routes.ts'
import { signalRoutes } from '../../shared/contract/api/signal-routes.ts'
import { harnessNamed } from '../../shared/harness/registry.ts'
import { hookWaitWord } from '../../shared/harness/answer-waiter.ts'
import type { HookOutput } from '../../shared/harness/harness.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { hookBoundMs, hookRequestTimeoutMs } from '../../shared/limits.ts'
import { serviceAddress, type Environment } from '../service-address.ts'
import { httpFetch } from '../http-fetch.ts'
import { ownRun } from '../own-run.ts'
import { performHook } from './hook.ts'
import { logHookFailure } from './hook-log.ts'

/**
 * `reveille hook <harness> <event>`: the harness's hook, its input on stdin. It never breaks the agent: whatever
 * fails, it ends with 0 and says nothing; one line in the run's `hook.log` says why. Outside a run it does nothing.
 */
export async function runHookCommand(args: readonly string[], environment: Environment): Promise<void> {
  const runDirectory = environment['REVEILLE_RUN_DIR']
  const log = (text: string): void =>
    logHookFailure(runDirectory, systemClock.now(), `${args.join(' ')}: ${text}`)
  const end = (): never => process.exit()
  systemClock.after(hookBoundMs, () => {
    log(`gave up after ${hookBoundMs} ms`)
    end()
  })
  try {
    const [name = '', event = '', more = ''] = args
    const harness = harnessNamed(name)
    const runId = ownRun(environment)
    if (!harness) log('unknown harness')
    if (!harness || runId === null || runDirectory === undefined) return end()
    const access = { ...serviceAddress({}, environment), fetch: httpFetch, clock: systemClock }
    const client = createClientOf(
      { ...messageRoutes, ...signalRoutes },
      { ...access, timeoutMs: hookRequestTimeoutMs },
    )
    const executionId = environment['REVEILLE_EXECUTION']
    // An agent that an earlier version started in a pane says nothing of its waiter, and has one.
    const hasWaiter = more === hookWaitWord || executionId === undefined
    const canWaitForAnswer = hasWaiter && process.platform !== 'win32'
    const world = {
      ...{ harness, event, runId, runDirectory, executionId, client, clock: systemClock, say, log },
      ...{ newId: randomUUID, canWaitForAnswer },
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }
    await performHook(world, JSON.parse(await readInput()))
  } catch (error) {
    log(error instanceof Error ? error.message : String(error)) // the edge of the process: the agent must go on
  }
  end()
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer) // no encoding is set: always buffers
  return Buffer.concat(chunks).toString('utf8')
}

const say = ({ kind, text }: HookOutput): Promise<void> =>
  new Promise((resolve, reject) => {
    const stream = kind === 'print' ? process.stdout : process.stderr
    stream.once('error', reject)
    stream.write(text, (error) => (error ? reject(error) : resolve()))
    if (kind === 'refuse') process.exitCode = 2
  })
