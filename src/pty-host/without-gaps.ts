import { closeSync, openSync, readdirSync } from 'node:fs'
import { descriptorsMax } from '../shared/terminal-limits.ts'

/**
 * Starts a process while no number among the open descriptors is free. The binary that comes with node-pty 1.2 closes what
 * a process must not inherit (the ptys of all other terminals: whoever has one reads and types there) one number after the
 * other, and stops at the first that is free.
 */
export function withoutGaps<Started>(start: () => Started): Started {
  const fillers: number[] = []
  try {
    const highest = Math.min(highestDescriptor(), descriptorsMax)
    for (let filler = -1; filler < highest; fillers.push(filler)) filler = openSync('/dev/null', 'r')
    return start()
  } finally {
    for (const filler of fillers) closeSync(filler)
  }
}

function highestDescriptor(): number {
  try {
    return Math.max(...readdirSync('/proc/self/fd').map(Number))
  } catch {
    return 0 // macOS closes all by itself
  }
}
