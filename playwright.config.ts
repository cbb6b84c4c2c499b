/** End-to-end tests: the real app, one at a time, each story in one go. */
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'e2e',
  outputDir: '.cache/test-results',
  timeout: 120_000, // a story starts the app more than once
  expect: {
    timeout: 15_000,
    // a letter may be drawn a hair differently; a thing that moved may not
    toHaveScreenshot: { maxDiffPixelRatio: 0.005, threshold: 0.2 },
  },
  snapshotPathTemplate: 'e2e/pictures/{arg}{ext}',
  workers: 1, // two cores have to do, and the stories measure what people wait for
  retries: 0, // a test that passes the second time is a fault in the app or in the test
  forbidOnly: Boolean(process.env.CI),
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
})
