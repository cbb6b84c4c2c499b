/** Runs other programs: with the terminal handed on, or captured, always with a bound where one is given. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** The exit code of what a person ended with Ctrl-C. */
export const interrupted = 130

/** A person pressed Ctrl-C while a step was under way: what follows must not start. */
export class Interrupted extends Error {}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; that of this process when left out
 * @property {number} [timeoutMs] the program is killed after this long
 * @property {import('node:child_process').StdioOptions} [stdio]
 */

/**
 * Runs a program on this terminal and answers its exit code (128 + n when signal n ended it).
 * Ctrl-C reaches the child by itself (same process group); this process waits for it to end.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function run(file, args, options = {}) {
  const child = spawn(file, args, { stdio: 'inherit', ...options, shell: needsShell(file) })
  return ended(child, options.timeoutMs)
}

/**
 * Runs a program quietly and answers its exit code and all it printed.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string, stdout: string }>}
 */
export async function capture(file, args, options = {}) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options, shell: needsShell(file) })
  let output = ''
  let stdout = ''
  child.stdout?.on('data', (bytes) => ((stdout += bytes), (output += bytes)))
  child.stderr?.on('data', (bytes) => (output += bytes))
  const code = await ended(child, options.timeoutMs)
  if (code === interrupted) throw new Interrupted()
  return { code, output, stdout }
}

/** The last lines of a program's output, for an error message. @param {string} output */
export function lastLines(output, count = 6) {
  return output.trim().split('\n').slice(-count).join('\n           ')
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {number | undefined} timeoutMs
 * @returns {Promise<number>}
 */
function ended(child, timeoutMs) {
  let isInterrupted = false
  const kill = () => {
    child.kill('SIGKILL')
    child.stdout?.destroy() // what it started may hold the pipes open
    child.stderr?.destroy()
  }
  const timer = timeoutMs && setTimeout(kill, timeoutMs)
  const stop = () => child.kill('SIGTERM')
  const interrupt = () => (isInterrupted = true) // the terminal tells the child itself
  process.on('SIGTERM', stop).on('SIGHUP', stop).on('SIGINT', interrupt)
  return new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', (code, signal) => {
      const own = code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 0)
      resolve(isInterrupted ? interrupted : own)
    })
  }).finally(() => {
    clearTimeout(timer || undefined)
    process.off('SIGTERM', stop).off('SIGHUP', stop).off('SIGINT', interrupt)
  })
}

/** On Windows npm is a .cmd file, which only a shell can start. @param {string} file */
function needsShell(file) {
  return process.platform === 'win32' && file.endsWith('.cmd')
}
