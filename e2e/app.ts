import { _electron, type ElectronApplication, type Locator, type Page } from '@playwright/test'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApiClient } from '../src/shared/contract/api/api-client.ts'
import type { ApiClient, CallInput, CallOutput } from '../src/shared/contract/api/client.ts'
import { ServiceFile } from '../src/shared/contract/api/service.ts'
import type { RouteName } from '../src/shared/contract/api/routes.ts'
import type { RunItem } from '../src/shared/contract/api/run.ts'
import { cleanEnvironment } from '../src/shared/harness/environment.ts'
import { systemClock } from '../src/shared/kernel/system-clock.ts'

const root = join(import.meta.dirname, '..')
const sandboxArguments = process.getuid?.() === 0 ? ['--no-sandbox'] : [] // root has no sandbox to give

/** A machine of a test's own: a home, a data directory, a work directory. Nothing of it is left behind. */
export class TestMachine {
  readonly home: string
  readonly dataDirectory: string
  readonly workDirectory: string
  readonly #environment: Record<string, string>
  #electron: ElectronApplication | null = null

  constructor(
    environment: Readonly<Record<string, string>> = {},
    home = TestMachine.newHome(),
    data = 'data',
  ) {
    this.home = home
    this.dataDirectory = join(home, data)
    this.workDirectory = join(home, 'work')
    for (const folder of [this.dataDirectory, this.workDirectory])
      mkdirSync(folder, { mode: 0o700, recursive: true })
    const {
      DISPLAY = '',
      XAUTHORITY = '',
      PATH = '',
      ELECTRON_OVERRIDE_DIST_PATH = '',
      REVEILLE_NODE = '',
    } = process.env
    this.#environment = {
      ...{ PATH, DISPLAY, XAUTHORITY, LANG: 'C.UTF-8', SHELL: '/bin/bash' },
      ...(ELECTRON_OVERRIDE_DIST_PATH ? { ELECTRON_OVERRIDE_DIST_PATH } : {}),
      ...(REVEILLE_NODE ? { REVEILLE_NODE } : {}),
      ...environment,
      ...{ HOME: home, REVEILLE_DATA_DIR: this.dataDirectory },
    }
  }

  /** For an environment that names it. */
  static newHome(): string {
    return mkdtempSync(join(tmpdir(), 'reveille-e2e-'))
  }

  /** Starts the app and waits for its page. */
  async start(runtimeArguments: readonly string[] = []): Promise<Page> {
    this.#electron = await _electron.launch({
      cwd: root,
      args: [...sandboxArguments, ...runtimeArguments, '.'],
      env: this.#environment,
    })
    const page = await this.#electron.firstWindow()
    await page.setViewportSize({ width: 1440, height: 900 })
    return page
  }

  /** Starts the app while it runs, as a click on a link does. Resolves when this second one is over. */
  async startAgain(
    ...args: readonly string[]
  ): Promise<{ readonly code: number | null; readonly said: string }> {
    const program = this.electron.process().spawnfile
    const second = spawn(program, [...sandboxArguments, '.', ...args], { cwd: root, env: this.#environment })
    let said = ''
    second.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    return new Promise((resolve) => second.once('close', (code) => resolve({ code, said })))
  }

  get electron(): ElectronApplication {
    if (!this.#electron) throw new Error('the app is not running')
    return this.#electron
  }

  /** A signal to everything of this machine at once, the app's own processes included. */
  signalAll(name: NodeJS.Signals): void {
    for (const pid of this.processesWith('')) signal(pid, name)
  }

  /** As at a logout. Resolves with the app's exit code when nothing of this machine is left. */
  async logOut(): Promise<number | null> {
    const child = this.electron.process()
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    const all = this.processesWith('')
    this.signalAll('SIGTERM')
    const code = await ended
    await untilGone(all)
    this.#electron = null
    return code
  }

  /** `kill -9` of the app's main process, as a crash would be. */
  async crash(): Promise<void> {
    const child = this.electron.process()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    this.#electron = null
  }

  async quit(): Promise<void> {
    await this.#electron?.close()
    this.#electron = null
  }

  /** Asks the embedded service as its owner; a refusal fails the test. */
  async ask<Name extends RouteName>(name: Name, input?: CallInput<Name>): Promise<CallOutput<Name>> {
    const result = await this.client.call(name, input)
    if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`)
    return result.value
  }

  get client(): ApiClient {
    return createApiClient({
      address: () => this.#service().url,
      token: () => readFileSync(this.#service().tokenFile, 'utf8').trim(),
      fetch,
      clock: systemClock,
    })
  }

  #service(): ServiceFile {
    return ServiceFile.parse(
      JSON.parse(readFileSync(join(this.dataDirectory, 'service/service.json'), 'utf8')),
    )
  }

  /** The run of the agent with this name. */
  async run(name: string): Promise<RunItem> {
    const { runs } = await this.ask('listRuns', { query: { name } })
    const run = runs[0] as RunItem | undefined // listed by our own service
    if (!run) throw new Error(`there is no run named ${name}`)
    return this.ask('getRun', { params: { run_id: run.run_id } })
  }

  /** A second installation of the app for the same user. */
  sameHome(data: string): TestMachine {
    return new TestMachine(this.#environment, this.home, data)
  }

  /** Ends what the app leaves running on purpose. */
  async endBackground(): Promise<void> {
    // A worker that drains tells the service of its last executions.
    for (const name of ['worker', 'pty-host', 'service'])
      await endAll(this.processesWith(`src/${name}/main.ts`), 'SIGTERM')
  }

  /** Ends all that is left running on purpose, and removes the machine. Tells what should not have been there. */
  async dispose(): Promise<readonly string[]> {
    await this.quit()
    await this.endBackground()
    const left = this.processesWith('')
    const strays = this.running()
    await endAll(left, 'SIGKILL')
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
    return strays
  }

  /** Processes that belong to this machine: its home stands in their environment or their command line. */
  processesWith(text: string): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .map(Number)
      .filter((pid) => {
        const command = commandLine(pid)
        return (
          command.includes(text) && (command.includes(this.home) || environmentOf(pid).includes(this.home))
        )
      })
  }

  /** All processes of this machine, for people. */
  running(): readonly string[] {
    return this.processesWith('').map((pid) => `${pid} ${commandLine(pid)}`)
  }

  write(name: string, content: string): string {
    const path = join(this.home, name)
    writeFileSync(path, content)
    return path
  }

  read(name: string): string {
    const path = join(this.home, name)
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }

  /** How many files of a folder have this text. */
  filesWith(folder: string, text: string): number {
    const directory = join(this.home, folder)
    const names = existsSync(directory) ? readdirSync(directory) : []
    return names.filter((name) => readFileSync(join(directory, name), 'utf8').includes(text)).length
  }

  /** All files of a folder, one after the other. */
  readAll(folder: string): string {
    const path = join(this.home, folder)
    return existsSync(path)
      ? readdirSync(path)
          .map((name) => this.read(join(folder, name)))
          .join('')
      : ''
  }

  /** What the embedded service has measured, as Prometheus reads it. */
  async metrics(): Promise<string> {
    const { url, tokenFile } = this.#service()
    const headers = { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` }
    return (await fetch(`${url}/metrics`, { headers })).text()
  }

  /** Runs `reveille` as a person in a shell of their own would. */
  cli(...args: readonly string[]): string {
    return this.cliAt(this.workDirectory, ...args)
  }

  cliAt(directory: string, ...args: readonly string[]): string {
    const [program, argv, options] = this.cliCall(...args)
    return execFileSync(program, argv, { ...options, encoding: 'utf8', cwd: directory })
  }

  /** The same for whoever starts it otherwise. */
  cliCall(...args: readonly string[]): [string, string[], { env: NodeJS.ProcessEnv; cwd: string }] {
    const serviceFile = join(this.dataDirectory, 'service/service.json')
    const env = { ...cleanEnvironment(this.#environment), REVEILLE_SERVICE_FILE: serviceFile }
    return [process.execPath, [join(root, 'src/cli/main.ts'), ...args], { env, cwd: this.workDirectory }]
  }
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ')
  } catch {
    return '' // gone, or not ours
  }
}
const commandLine = (pid: number): string => read(`/proc/${pid}/cmdline`)
const environmentOf = (pid: number): string => read(`/proc/${pid}/environ`)
/** Ends them, and waits until they are gone: a process that is dying is no stray. */
async function endAll(pids: readonly number[], how: NodeJS.Signals): Promise<void> {
  for (const pid of pids) signal(pid, how)
  await untilGone(pids)
}

async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some((pid) => commandLine(pid) !== '')) await new Promise((resolve) => setImmediate(resolve))
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // gone already
  }
}

/** What a person fills into the start dialog. */
export type Wish = {
  readonly name: string
  readonly harness: string
  readonly directory: string
  readonly prompt?: string
  readonly commandLine?: string
  readonly place?: 'local' | 'remote'
  /** The words of the dialog. */
  readonly permissions?: RegExp
}

/** The text on a pane's terminal, as its xterm has it: what a person sees, scrollback included. */
export async function terminalText(pane: Locator): Promise<string> {
  const terminal = pane.locator('[data-testid^="terminal-"]')
  return terminal.evaluate(
    (element) => (element as HTMLElement & { readText?: () => string }).readText?.() ?? '',
  )
}
