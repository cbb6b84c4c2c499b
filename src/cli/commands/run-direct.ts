import { randomUUID } from 'node:crypto'
import { CliFailure } from '../exit-codes.ts'
import { printAnswer, textOrFile } from '../output.ts'
import { findRun } from '../run-reference.ts'
import type { Environment } from '../service-address.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'

/** `reveille run cancel`: ends what it does now. */
export const cancelRun = ending('cancelRun', 'cancelled')

/** `reveille run kill`: ends it for good. */
export const killRun = ending('killRun', 'killed')

function ending(call: 'cancelRun' | 'killRun', done: string) {
  return async (
    which: string,
    options: CommonOptions & { readonly withChildren?: boolean },
    environment: Environment,
  ): Promise<void> => {
    const client = openClient(options, environment)
    const runId = await findRun(client, which, environment)
    const children = options.withChildren ? ('take' as const) : ('leave' as const)
    orFail(await client.call(call, { params: { run_id: runId }, body: { children } }))
    printAnswer(
      options,
      { run_id: runId },
      `${done} ${runId}${options.withChildren ? ' and all below it' : ''}`,
    )
  }
}

/** `reveille run answer`: accepted means kept for the agent, which gets it within seconds. */
export async function answerRun(
  which: string,
  answer: 'allow' | 'deny',
  options: CommonOptions & { readonly reason?: string; readonly ask?: string },
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const runId = await findRun(client, which, environment)
  const { reason, ask } = options
  const body = {
    answer,
    ...(reason === undefined ? {} : { message: reason }),
    ...(ask === undefined ? {} : { ask_id: ask }),
  }
  const accepted = orFail(await client.call('followUpRun', { params: { run_id: runId }, body }))
  printAnswer(
    options,
    accepted,
    `${answer === 'allow' ? 'allowed' : 'denied'} ${accepted.answered?.ask_id ?? ''}`.trim(),
  )
}

/** `reveille run wakes`: whether mail wakes a remote run once it has ended. */
export async function switchWakes(
  which: string,
  wakes: 'on' | 'off',
  options: CommonOptions,
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const runId = await findRun(client, which, environment)
  const state = orFail(await client.call('switchWakes', { params: { run_id: runId }, body: { wakes } }))
  const words = wakes === 'on' ? `mail wakes ${runId}` : `${runId} sleeps on, whatever mail comes`
  printAnswer(options, state, words)
}

/** `reveille run followup`: accepted means durable, not done. */
export async function followUpRun(
  which: string,
  options: CommonOptions & { readonly prompt?: string; readonly promptFile?: string },
  environment: Environment,
): Promise<void> {
  const message = await textOrFile(options.prompt, options.promptFile)
  if (message === null) throw new CliFailure('usage', 'what shall it do next? --prompt or --prompt-file')
  const client = openClient(options, environment)
  const runId = await findRun(client, which, environment)
  const request = { params: { run_id: runId }, body: { message }, idempotencyKey: randomUUID() }
  const accepted = orFail(await client.call('followUpRun', request))
  printAnswer(options, accepted, `accepted ${accepted.execution_id ?? ''}`.trim())
}
