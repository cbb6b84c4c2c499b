/** Writes how many tests passed, failed and were skipped, and why, for scripts/lib/suites.mjs. */
import type { FullConfig, Reporter, Suite, TestCase } from '@playwright/test/reporter'
import { writeFileSync } from 'node:fs'

export default class CountReporter implements Reporter {
  #root: Suite | undefined
  #errors = 0

  onBegin(_config: FullConfig, root: Suite): void {
    this.#root = root
  }

  onError(): void {
    this.#errors++
  }

  onEnd(): void {
    const file = process.env['REVEILLE_TEST_COUNTS']
    if (!file) return
    const tests = this.#root?.allTests() ?? []
    const counts = {
      passed: tests.filter((test) => test.outcome() === 'expected').length,
      failed: tests.filter((test) => ['unexpected', 'flaky'].includes(test.outcome())).length + this.#errors,
      skipped: tests.filter((test) => test.outcome() === 'skipped').map(describeSkip),
    }
    writeFileSync(file, JSON.stringify(counts))
  }
}

function describeSkip(test: TestCase): { test: string; because: string } {
  const note = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')
  const title = test.titlePath().filter(Boolean).join(' > ')
  return {
    test: title,
    because: note?.description ?? 'the test is marked as skipped, or the run ended before it',
  }
}
