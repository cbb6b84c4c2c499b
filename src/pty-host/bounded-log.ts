import type { Clock } from '../shared/kernel/clock.ts'
import { hostLogBytesMax } from '../shared/terminal-limits.ts'

/** Writes lines to standard output (a file main opened) up to a bound; a host that fails in a loop fills no disk. */
export function boundedLog(clock: Clock): (line: string) => void {
  let written = 0
  return (line) => {
    if (written > hostLogBytesMax) return
    const text = `${new Date(clock.now()).toISOString()} ${line.slice(0, 4_000)}\n`
    written += text.length
    process.stdout.write(
      written > hostLogBytesMax ? 'the log is full; nothing more is written to it\n' : text,
    )
  }
}
