import { execFile } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { describeFailure } from '../../shared/contract/api/client.ts'
import { ServiceFile } from '../../shared/contract/api/service.ts'
import { harnessDisplayName } from '../../shared/domain/harness-name.ts'
import type { Harness, SignInCheck } from '../../shared/harness/harness.ts'
import { harnesses } from '../../shared/harness/registry.ts'
import { harnessVersionWithinMs } from '../../shared/limits.ts'
import { exitCodes } from '../exit-codes.ts'
import { printAnswer } from '../output.ts'
import { defaultServiceFile, type Environment } from '../service-address.ts'
import { openClient, type CommonOptions } from '../session.ts'
import { cliVersion } from '../version.ts'

/** One thing that was looked at. `warn` and `skip` leave the exit code 0. */
export type Check = {
  readonly name: string
  readonly outcome: 'ok' | 'warn' | 'fail' | 'skip'
  readonly detail: string
}

const nodeMajor = 24 // the runtime that ships with the app; older ones cannot run the checkout's TypeScript

/** `reveille doctor`: what agents need, each looked at by itself; 1 when something they cannot do without is missing. */
export async function runDoctor(
  options: CommonOptions & { readonly dir?: string },
  environment: Environment,
): Promise<void> {
  const checks: readonly Check[] = [
    { name: 'version', outcome: 'ok', detail: cliVersion() },
    checkNode(),
    await checkService(options, environment),
    await checkSecrets(options, environment),
    await checkDirectory(resolve(options.dir ?? '.')),
    ...(await Promise.all(harnesses.map((harness) => checkHarness(harness, environment)))),
  ]
  const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL', skip: 'skip' } as const
  printAnswer(
    options,
    { checks },
    checks.map(({ name, outcome, detail }) => `${marks[outcome]}  ${name}: ${detail}`).join('\n'),
  )
  if (checks.some(({ outcome }) => outcome === 'fail')) process.exitCode = exitCodes.refused.code
}

function checkNode(): Check {
  const isNew = Number(process.versions.node.split('.')[0]) >= nodeMajor
  return { name: 'node', outcome: isNew ? 'ok' : 'fail', detail: `${process.version} (${process.execPath})` }
}

async function checkService(options: CommonOptions, environment: Environment): Promise<Check> {
  const health = await openClient(options, environment, doctorRequestMs).call('health')
  if (!health.ok) return { name: 'service', outcome: 'fail', detail: describeFailure(health.error) }
  const { last_sequence, workers, working } = health.value
  return {
    name: 'service',
    outcome: 'ok',
    detail: `${workers} ${workers === 1 ? 'worker' : 'workers'}, ${working} working, log at ${last_sequence}`,
  }
}
const doctorRequestMs = 3_000 // a diagnosis should not take as long as a request may

async function checkSecrets(options: CommonOptions, environment: Environment): Promise<Check> {
  const name = 'token files'
  const serviceFile = environment['REVEILLE_SERVICE_FILE'] ?? defaultServiceFile(environment)
  const tokenFile =
    options.tokenFile ?? environment['REVEILLE_TOKEN_FILE'] ?? (await tokenFileOf(serviceFile))
  const files = [serviceFile, tokenFile].flatMap((file) =>
    file && statSync(file, { throwIfNoEntry: false }) ? [file] : [],
  )
  if (files.length === 0) return { name, outcome: 'skip', detail: 'none on this machine' }
  if (process.platform === 'win32') return { name, outcome: 'skip', detail: 'Windows has no file modes' }
  const open = files.filter((file) => (statSync(file).mode & 0o077) !== 0)
  if (open.length > 0) return { name, outcome: 'fail', detail: `others can read ${open.join(', ')}` }
  return { name, outcome: 'ok', detail: `only you can read ${files.join(', ')}` }
}

async function tokenFileOf(serviceFile: string): Promise<string | null> {
  try {
    return ServiceFile.parse(JSON.parse(await readFile(serviceFile, 'utf8'))).tokenFile
  } catch {
    return null // the check of the service tells
  }
}

async function checkDirectory(directory: string): Promise<Check> {
  try {
    await access(directory, constants.W_OK)
    return { name: 'directory', outcome: 'ok', detail: `${directory} is writable` }
  } catch {
    return { name: 'directory', outcome: 'fail', detail: `${directory} is not writable, or not there` }
  }
}

async function checkHarness(harness: Harness, environment: Environment): Promise<Check> {
  const { name, program, signIn } = harness
  const label = harnessDisplayName(name)
  if (program === null) return { name: label, outcome: 'ok', detail: 'any program' }
  const path = findOnPath(program, environment['PATH'] ?? '')
  if (path === null) return { name: label, outcome: 'warn', detail: `${program} is not on the PATH` }
  const version = await versionOf(path)
  if (version === null) return { name: label, outcome: 'warn', detail: `${path} does not answer --version` }
  const state = signIn === null ? 'unknown' : await signInOf(path, signIn)
  // Not a failure: a provider of one's own, or a key in the environment, needs no sign-in.
  if (state === 'signed-out')
    return { name: label, outcome: 'warn', detail: `${version} (${path}); not signed in: ${signIn?.remedy}` }
  return { name: label, outcome: 'ok', detail: `${version} (${path})` }
}

const signInOf = (program: string, { args, read }: SignInCheck): Promise<ReturnType<SignInCheck['read']>> =>
  new Promise((resolve) => {
    const options = { timeout: harnessVersionWithinMs, shell: program.endsWith('.cmd') }
    const child = execFile(program, [...args], options, (_error, stdout, stderr) =>
      resolve(child.exitCode === null ? 'unknown' : read(child.exitCode, stdout + stderr)),
    )
  })

function findOnPath(program: string, path: string): string | null {
  const names = process.platform === 'win32' ? [`${program}.exe`, `${program}.cmd`] : [program]
  for (const directory of path.split(delimiter).filter((one) => one !== ''))
    for (const name of names) {
      try {
        accessSync(join(directory, name), constants.X_OK)
        return join(directory, name)
      } catch {
        // Not here: the next one.
      }
    }
  return null
}

const versionOf = (program: string): Promise<string | null> =>
  new Promise((resolve) => {
    const options = { timeout: harnessVersionWithinMs, shell: program.endsWith('.cmd') }
    execFile(program, ['--version'], options, (error, stdout) =>
      resolve(error ? null : (stdout.trim().split('\n')[0] ?? '')),
    )
  })
