import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export const cliEntry = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** A directory that ends with the test. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'reveille-cli-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }))
  return path
}

/** What the CLI of a test finds around it: a home of its own, nothing of ours. */
export function cliEnvironment(
  home: string,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  mkdirSync(home, { recursive: true })
  const cache = process.env['XDG_CACHE_HOME'] ?? join(home, '.cache') // shared, so that only the first start compiles
  return { HOME: home, PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', XDG_CACHE_HOME: cache, ...extra }
}

export type CliEnd = { readonly code: number | string; readonly stdout: string; readonly stderr: string }

/** The CLI as a process that still runs. */
export type RunningCli = {
  readonly child: ChildProcess
  readonly ended: Promise<CliEnd>
  /** The next line of its output. */
  readonly line: () => Promise<string>
}

/** Starts `reveille` from its source; it ends with the test at the latest. */
export function startCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = '',
): RunningCli {
  const child = spawn(process.execPath, [cliEntry, ...args], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString('utf8')))
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString('utf8')))
  child.stdin.on('error', () => {}) // it may end without reading
  child.stdin.end(input)
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const ended = new Promise<CliEnd>((resolve) =>
    child.once('close', (code, signal) => resolve({ code: code ?? signal ?? 'unknown', stdout, stderr })),
  )
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const line = async (): Promise<string> => {
    const next = await lines.next()
    if (next.done) throw new Error(`the CLI ended: ${stderr}`)
    return next.value
  }
  return { child, ended, line }
}

/** Runs `reveille` to its end. */
export const runCli = (
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = '',
): Promise<CliEnd> => startCli(args, environment, input).ended

/** A service that misbehaves, or a port nobody listens on (`listener` null). */
export async function oddService(listener: RequestListener | null): Promise<string> {
  const server = createServer(listener ?? undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  if (listener === null) close()
  else onTestFinished(close)
  return `http://127.0.0.1:${port}`
}
