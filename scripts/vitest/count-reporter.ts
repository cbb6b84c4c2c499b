/** Writes how many tests passed, failed and were skipped, and why, for scripts/lib/suites.mjs. */
import { writeFileSync } from 'node:fs'
import type { SerializedError } from 'vitest'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env['REVEILLE_TEST_COUNTS']
    if (!file) return
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const brokenModules = modules.filter((module) => !module.ok() && module.errors().length > 0).length
    const counts = {
      passed: tests.filter((test) => test.result().state === 'passed').length,
      failed: tests.filter((test) => test.result().state === 'failed').length + brokenModules + errors.length,
      skipped: tests.filter((test) => test.result().state === 'skipped').map(describeSkip),
    }
    writeFileSync(file, JSON.stringify(counts))
  }
}

function describeSkip(test: TestCase): { test: string; because: string } {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return { test: test.fullName, because: note ?? `the test is marked as ${test.options.mode}` }
}
