/** How the scripts speak: one terse line per step on stderr or stdout, and one way to fail. */
import { Interrupted, interrupted } from './run.mjs'

/** @type {NodeJS.WritableStream} */
let stream = process.stdout

/** Keeps stdout for the program that is run: from now on the steps are told on stderr. */
export function reportOnStderr() {
  stream = process.stderr
}

/**
 * @param {string} step what the line is about, e.g. `electron`
 * @param {string} text
 */
export function say(step, text) {
  stream.write(`[${step}] ${text}\n`)
}

/** A step that failed for a reason the reader can act on: shown without a stack. */
export class StepFailed extends Error {
  /**
   * @param {string} step
   * @param {{ tried: string, because: string, todo: string }} account
   */
  constructor(step, { tried, because, todo }) {
    super(`[${step}] failed\n  tried:   ${tried}\n  because: ${because}\n  to do:   ${todo}`)
    this.name = 'StepFailed'
  }
}

/**
 * Runs a script's main function; its number is the exit code, a failed step is told and ends with 1.
 * @param {() => Promise<number>} main
 */
export async function runScript(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (error instanceof Interrupted) {
      process.exitCode = interrupted
      return
    }
    process.stderr.write(error instanceof StepFailed ? `${error.message}\n` : `${asError(error).stack}\n`)
    process.exitCode = 1
  }
}

/** @param {unknown} thrown */
export function asError(thrown) {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
