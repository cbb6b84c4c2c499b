import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import { ExecutionId, HarnessSessionId, type RunId } from '../../shared/domain/ids.ts'
import type { HarnessSignal } from '../../shared/domain/signal.ts'
import { CliFailure, exitCodes } from '../exit-codes.ts'
import type { Environment } from '../service-address.ts'
import { ownRun } from '../own-run.ts'
import { openClient } from '../session.ts'
import { runChild, type ChildEnd } from './child.ts'
import { takeMailboxInput, type MailboxInput } from './mailbox-input.ts'

/** `reveille run-command [--wake] -- program args`: one turn of a `command` agent; its exit code is the program's. */
export async function runRunCommand(args: readonly string[], environment: Environment): Promise<void> {
  try {
    process.exitCode = await runTurn(readArguments(args), environment)
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error
    process.stderr.write(`reveille: ${error.message}\n`)
    process.exitCode = exitCodes[error.exit].code
  }
}

type Turn = { readonly isWake: boolean; readonly argv: readonly string[] }

function readArguments(args: readonly string[]): Turn {
  const separator = args.indexOf('--')
  const options = separator === -1 ? args : args.slice(0, separator)
  const argv = separator === -1 ? [] : args.slice(separator + 1)
  const unknown = options.find((option) => option !== '--wake')
  if (unknown !== undefined) throw new CliFailure('usage', `run-command: unknown option ${unknown}`)
  if (argv.length === 0) throw new CliFailure('usage', 'run-command: name the program after --')
  return { isWake: options.includes('--wake'), argv }
}

type Run = {
  readonly runId: RunId
  readonly session: HarnessSessionId
  readonly client: ApiClient
  readonly report: (signal: HarnessSignal) => Promise<void>
}

async function runTurn(turn: Turn, environment: Environment): Promise<number> {
  const run = openRun(environment)
  const mail = turn.isWake ? await takeMail(run, environment) : null
  // Told in order, beside the program: it must not wait for the service.
  let told = Promise.resolve()
  const tell = (step: () => Promise<unknown>): void => void (told = told.then(step).then(() => {}))
  const end = await runChild({
    argv: turn.argv,
    environment: { ...environment, ...mail?.environment },
    input: mail?.lines ?? null,
    onSpawned: () => {
      tell(() => run.report({ kind: 'session-started', session_id: run.session }))
      tell(() => run.report({ kind: 'turn-began', session_id: run.session }))
      if (mail) tell(() => run.client.call('shownMailbox', shown(run, mail)))
    },
  })
  await told
  return conclude(run, end)
}

function openRun(environment: Environment): Run {
  const runId = ownRun(environment)
  const session = HarnessSessionId.safeParse(environment['REVEILLE_SESSION_ID'])
  if (runId === null || !session.success)
    throw new CliFailure(
      'usage',
      'run-command: only for Reveille itself (REVEILLE_RUN_ID and REVEILLE_SESSION_ID are missing)',
    )
  const client = openClient({}, environment)
  const execution = ExecutionId.safeParse(environment['REVEILLE_EXECUTION'])
  const report = async (signal: HarnessSignal): Promise<void> => {
    const body = { signal, ...(execution.success ? { execution_id: execution.data } : {}) }
    const reported = await client.call('reportSignal', { params: { run_id: runId }, body })
    if (!reported.ok) process.stderr.write(`reveille: ${signal.kind}: ${describeFailure(reported.error)}\n`)
  }
  return { runId, session: session.data, client, report }
}

async function takeMail(run: Run, environment: Environment): Promise<MailboxInput> {
  const directory = environment['REVEILLE_RUN_DIR']
  if (directory === undefined) throw new CliFailure('usage', 'run-command: REVEILLE_RUN_DIR is missing')
  const mail = await takeMailboxInput(run.client, run.runId, run.session, directory)
  if (mail.ok) return mail.value
  throw new CliFailure('unreachable', `the mailbox could not be taken: ${mail.error}`)
}

/** Success confirms what the program was given; anything else puts it back. */
async function conclude(run: Run, end: ChildEnd): Promise<number> {
  const params = { run_id: run.runId }
  if (end.kind === 'exited' && end.code === 0) {
    await run.client.call('takeMailbox', { params, body: { session_id: run.session, max_chars: 0 } })
    await run.report({ kind: 'turn-ended', session_id: run.session, has_background_work: false })
    return 0
  }
  await run.client.call('releaseMailbox', { params, body: { session_id: run.session } })
  const { failure, message } = failureOf(end)
  if (end.kind === 'not-started') process.stderr.write(`reveille: ${message}\n`)
  await run.report({ kind: 'failed', session_id: run.session, failure, message })
  return end.kind === 'not-started' ? exitCodes.notStarted.code : end.code
}

function failureOf(end: ChildEnd): { failure: 'setup' | 'crash'; message: string } {
  switch (end.kind) {
    case 'not-started':
      return { failure: 'setup', message: end.message }
    case 'exited':
      return { failure: 'crash', message: `the program ended with exit code ${end.code}` }
    case 'signalled':
      return { failure: 'crash', message: `the program was ended by ${end.signal}` }
  }
}

const shown = (run: Run, mail: MailboxInput) => ({
  params: { run_id: run.runId },
  body: { claim_id: mail.claimId },
})
