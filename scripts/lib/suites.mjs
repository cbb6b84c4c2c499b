/** Runs the two kinds of tests and counts what happened: Vitest (unit, conformance) and Playwright (end to end). */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runOnNode24 } from './node24.mjs'
import { scratch } from './paths.mjs'
import { Interrupted, interrupted } from './run.mjs'

/**
 * @typedef {object} Skipped
 * @property {string} test
 * @property {string} because
 *
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {Skipped[]} skipped
 */

/**
 * @param {readonly string[]} args of Vitest
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Counts>}
 */
export function runVitest(args, env) {
  const reporter = ['--reporter=default', '--reporter=./scripts/vitest/count-reporter.ts']
  return runCounted('vitest', ['run', ...reporter, ...args], env)
}

/**
 * @param {readonly string[]} args of Playwright
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Counts>}
 */
export function runPlaywright(args, env) {
  return runCounted(
    'playwright',
    ['test', '--reporter=list,./scripts/playwright/count-reporter.ts', ...args],
    env,
  )
}

/** @param {string} tool @param {readonly string[]} args @param {NodeJS.ProcessEnv} env @returns {Promise<Counts>} */
async function runCounted(tool, args, env) {
  const file = join(scratch, 'results', `${tool}.json`)
  mkdirSync(dirname(file), { recursive: true })
  rmSync(file, { force: true })
  const code = await runOnNode24(tool, args, { env: { ...env, REVEILLE_TEST_COUNTS: file } })
  if (code === interrupted) throw new Interrupted()
  /** @type {Counts} */
  const counts = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { passed: 0, failed: 0, skipped: [] }
  if (code !== 0 && counts.failed === 0) counts.failed = 1 // it broke outside of a test: never counts as passed
  return counts
}

/** Adds up. @param {readonly Counts[]} parts @returns {Counts} */
export function sum(parts) {
  return {
    passed: parts.reduce((total, part) => total + part.passed, 0),
    failed: parts.reduce((total, part) => total + part.failed, 0),
    skipped: parts.flatMap((part) => part.skipped),
  }
}

/** Tells what was skipped and why, then the closing line that CI reads. @param {Counts} counts */
export function printSummary({ passed, failed, skipped }) {
  console.log('')
  for (const { test, because } of skipped) console.log(`skipped: ${test}\n         because ${because}`)
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
}
