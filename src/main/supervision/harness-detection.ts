import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import type { HarnessHealth } from '../../shared/contract/app-harnesses.ts'
import { harnessDisplayName } from '../../shared/domain/harness-name.ts'
import type { Harness, SignInCheck } from '../../shared/harness/harness.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { harnessVersionWithinMs } from '../../shared/limits.ts'

const run = promisify(execFile)

/** A harness as found on this machine. */
export type DetectedHarness = HarnessHealth & { readonly program: string | null }

/** The full path of `program`, or null when the PATH has none that can be executed. */
export async function findProgram(program: string, path: string): Promise<string | null> {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']
  const folders = isAbsolute(program) ? [''] : path.split(delimiter).filter((folder) => folder !== '')
  for (const folder of folders)
    for (const extension of extensions) {
      const candidate = folder === '' ? program : join(folder, `${program}${extension}`)
      const isThere = await access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      )
      if (isThere) return candidate
    }
  return null
}

/** Looks for a harness: where it is, its version, or why it cannot be used. */
export async function detectHarness(
  harness: Harness,
  environment: Readonly<Record<string, string>>,
): Promise<DetectedHarness> {
  const base = {
    ...{ name: harness.name, displayName: harnessDisplayName(harness.name), canRunRemote: true },
    ...{ signIn: 'unknown' as const, signInRemedy: harness.signIn?.remedy ?? '' },
  }
  if (harness.program === null)
    return { ...base, isAvailable: true, version: null, problem: null, program: null }
  const program = await findProgram(harness.program, environment['PATH'] ?? '')
  if (program === null) {
    const problem = `${harness.program} is not on the PATH: install it, or start the app from a shell that has it`
    return { ...base, isAvailable: false, version: null, problem, program: null, canRunRemote: false }
  }
  try {
    const { stdout } = await run(program, ['--version'], {
      env: environment,
      timeout: harnessVersionWithinMs,
    })
    return {
      ...base,
      isAvailable: true,
      version: stdout.trim().split(/\s+/)[0] ?? null,
      problem: null,
      program,
    }
  } catch (error) {
    const problem = `${program} --version failed: ${messageOf(error).split('\n')[0] ?? ''}`
    return { ...base, isAvailable: false, version: null, problem, program, canRunRemote: false }
  }
}

/** Asks a harness whether its user is signed in, which takes it as long as a start. */
export const askSignIn = (
  program: string,
  { args, read }: SignInCheck,
  environment: Readonly<Record<string, string>>,
): Promise<HarnessHealth['signIn']> =>
  new Promise((resolve) => {
    const options = { env: environment, timeout: harnessVersionWithinMs, shell: program.endsWith('.cmd') }
    const child = execFile(program, [...args], options, (_error, stdout, stderr) =>
      resolve(child.exitCode === null ? 'unknown' : read(child.exitCode, stdout + stderr)),
    )
  })
