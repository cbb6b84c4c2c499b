import { hostname } from 'node:os'
import type { Terminal } from '@xterm/headless'
import { readSignal, signalCodes, type ProgramSignal } from '../shared/domain/program-signal.ts'
import { reportedDirectory } from './reported-directory.ts'

/** Hears what a program tells of itself: its working directory (OSC 7, 9;9), its progress and notifications (OSC 9, 777). */
export function hearProgram(
  terminal: Terminal,
  tell: {
    readonly directory: (directory: string) => void
    readonly signal: (signal: ProgramSignal) => void
  },
): void {
  for (const code of [7, 9] as const)
    terminal.parser.registerOscHandler(code, (data) => {
      const directory = reportedDirectory(code, data, { hostname: hostname(), platform: process.platform })
      if (directory !== null) tell.directory(directory)
      return code === 7
    })
  for (const code of signalCodes)
    terminal.parser.registerOscHandler(code, (data) => {
      const signal = readSignal(code, data)
      if (signal) tell.signal(signal)
      return false
    })
}
