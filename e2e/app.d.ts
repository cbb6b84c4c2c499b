import { type ElectronApplication, type Locator, type Page } from '@playwright/test'
import { type ApiClient, type CallInput, type CallOutput } from '../src/shared/contract/api/client.ts'
import type { RouteName } from '../src/shared/contract/api/routes.ts'
import type { RunItem } from '../src/shared/contract/api/run.ts'
/** A machine of a test's own: a home, a data directory, a work directory. Nothing of it is left behind. */
export declare class TestMachine {
  #private
  readonly home: string
  readonly dataDirectory: string
  readonly workDirectory: string
  constructor(environment?: Readonly<Record<string, string>>)
  /** Starts the app and waits for its page. */
  start(): Promise<Page>
  get electron(): ElectronApplication
  /** `kill -9` of the app's main process, as a crash would be. */
  crash(): Promise<void>
  quit(): Promise<void>
  /** Asks the embedded service as its owner; a refusal fails the test. */
  ask<Name extends RouteName>(name: Name, input?: CallInput<Name>): Promise<CallOutput<Name>>
  get client(): ApiClient
  /** The run of the agent with this name. */
  run(name: string): Promise<RunItem>
  /** Ends what the app leaves running on purpose, and removes the machine. Tells what should not have been there. */
  dispose(): Promise<readonly string[]>
  /** Processes that belong to this machine: its home stands in their environment or their command line. */
  processesWith(text: string): number[]
  write(name: string, content: string): string
  read(name: string): string
  /** Runs `reveille` as a person in a shell of their own would. */
  cli(...args: readonly string[]): string
  cliAt(directory: string, ...args: readonly string[]): string
}
/** What a person fills into the start dialog. */
export type Wish = {
  readonly name: string
  readonly harness: string
  readonly directory: string
  readonly prompt?: string
  readonly commandLine?: string
  readonly permissionMode?: string
}
/** The text on a pane's terminal, as its xterm has it: what a person sees, scrollback included. */
export declare function terminalText(pane: Locator): Promise<string>
