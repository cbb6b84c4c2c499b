import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { loginEnvironmentBytesMax, loginEnvironmentWithinMs } from '../../shared/limits.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Whether the app was started from a desktop, which has read no file of the user's shell. A terminal sets these. */
export const isFromDesktop = (environment: Environment, platform: NodeJS.Platform): boolean =>
  platform !== 'win32' && environment['SHLVL'] === undefined && environment['TERM'] === undefined

/**
 * The environment that the user's login shell sets up, as VS Code and others find it out: the shell is started once,
 * reads its files, and prints what it has between two marks that nobody else prints. Null when that does not work within
 * its bound; nothing is changed then.
 */
export async function askLoginShell(
  shell: string,
  environment: Environment,
): Promise<Readonly<Record<string, string>> | null> {
  const mark = randomBytes(16).toString('hex')
  const command = `printf %s ${mark}; env -0; printf %s ${mark}`
  const child = spawn(shell, ['-l', '-i', '-c', command], {
    env: { ...environment, TERM: 'dumb' },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true, // a group of its own: what its files start ends with it
    timeout: loginEnvironmentWithinMs,
    killSignal: 'SIGKILL',
  })
  const chunks: Buffer[] = []
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.byteLength
    if (size > loginEnvironmentBytesMax) child.kill('SIGKILL')
    else chunks.push(chunk)
  })
  await new Promise((resolve) => {
    child.once('error', resolve)
    child.once('close', resolve)
  })
  return parseEnvironment(Buffer.concat(chunks).toString('utf8'), mark)
}

/** What stands between the marks, or null when they are not there. What a shell keeps for itself is left out. */
export function parseEnvironment(text: string, mark: string): Readonly<Record<string, string>> | null {
  const [, between, ...after] = text.split(mark)
  if (between === undefined || after.length === 0) return null
  const entries = between.split('\0').flatMap((entry) => {
    const at = entry.indexOf('=')
    const name = entry.slice(0, at)
    return at <= 0 || shellOwn.has(name) ? [] : [[name, entry.slice(at + 1)] as const]
  })
  return entries.length === 0 ? null : Object.fromEntries(entries)
}

/** What a login shell found, with whatever else stood on the PATH behind it: a profile may set the PATH anew. */
export function withLoginPath(
  environment: Environment,
  found: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const first = (found['PATH'] ?? '').split(':')
  const rest = (environment['PATH'] ?? '').split(':').filter((folder) => !first.includes(folder))
  return { ...found, PATH: [...first, ...rest].filter((folder) => folder !== '').join(':') }
}

const shellOwn: ReadonlySet<string> = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'TERM'])
