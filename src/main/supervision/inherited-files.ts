import { closeSync, openSync, readdirSync } from 'node:fs'

/** Descriptors opened between the look and the fork; they come lowest free number first. */
const margin = 16

/**
 * The `stdio` of a background process that inherits nothing. On Linux Chromium's own descriptors (sockets of the X
 * server, caches, pipes of whoever started the app) are not close-on-exec, and a child keeps them for as long as it
 * lives: each of them is replaced by /dev/null. macOS and Windows hand on only what is named.
 */
export function withoutInheritance<Value>(
  output: number,
  run: (stdio: ('ignore' | 'pipe' | number)[]) => Value,
  input: 'ignore' | 'pipe' = 'ignore',
): Value {
  if (process.platform !== 'linux') return run([input, output, output])
  const highest = Math.max(...readdirSync('/proc/self/fd').map(Number))
  const nothing = openSync('/dev/null', 'r+')
  try {
    const rest = Array.from({ length: highest + margin - 2 }, () => nothing)
    return run([input, output, output, ...rest])
  } finally {
    closeSync(nothing)
  }
}
