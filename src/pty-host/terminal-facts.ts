import type { ProcessExit, TerminalSummary } from '../shared/contract/host.ts'
import type { TerminalId } from '../shared/domain/ids.ts'
import type { ProcessSighting } from './process-table.ts'
import type { PtyProcess } from './pty-process.ts'
import type { HistoryFacts } from './history/history-format.ts'

/** The process of a terminal. */
export type Life =
  | { readonly kind: 'empty' } // nothing ran, or what ran died unseen with an earlier host
  | { readonly kind: 'starting' }
  | { readonly kind: 'alive'; readonly process: PtyProcess; readonly sighting: Promise<ProcessSighting> }
  | { readonly kind: 'exited'; readonly exit: ProcessExit }

/** What is told and saved of a terminal besides its screen and its process. */
export type TerminalFacts = Pick<
  HistoryFacts,
  'incarnation' | 'cols' | 'rows' | 'cwd' | 'argv0' | 'lastInputAt' | 'lastOutputAt'
>

/** The facts of a terminal on which nothing ran. */
export const freshFacts: TerminalFacts = {
  incarnation: 0,
  cols: 80,
  rows: 24,
  cwd: null,
  argv0: null,
  lastInputAt: null,
  lastOutputAt: null,
}

/** The facts of a terminal of which a history is kept. */
export const factsOf = (saved: HistoryFacts): TerminalFacts => {
  const { incarnation, cols, rows, cwd, argv0, lastInputAt, lastOutputAt } = saved
  return { incarnation, cols, rows, cwd, argv0, lastInputAt, lastOutputAt }
}

export const isLiving = (life: Life): boolean => life.kind === 'alive' || life.kind === 'starting'

const exitOf = (life: Life): ProcessExit | null => (life.kind === 'exited' ? life.exit : null)

type Described = {
  readonly id: TerminalId
  readonly facts: TerminalFacts
  readonly life: Life
  readonly title: string
}

/** A terminal as `list` tells it. */
export const describeTerminal = (options: Described & { readonly isRestored: boolean }): TerminalSummary => ({
  ...options.facts,
  terminalId: options.id,
  pid: options.life.kind === 'alive' ? options.life.process.pid : null,
  isAlive: isLiving(options.life),
  isRestored: options.isRestored,
  exit: exitOf(options.life),
  title: options.title,
})

/** What is kept beside a terminal's screen. */
export const describeHistory = (options: Described): HistoryFacts => ({
  ...options.facts,
  wasAlive: isLiving(options.life),
  exit: exitOf(options.life),
  title: options.title,
})
