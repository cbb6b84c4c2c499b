/** Two suites: `unit` (fast, no other processes) and `conformance` (fakes held to the real thing). */
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/vitest/longest-first.ts'

const conformance = 'src/**/*.conformance.test.ts'

export default defineConfig({
  test: {
    globalSetup: 'scripts/vitest/own-home.ts',
    setupFiles: ['scripts/vitest/fixed-seed.ts'],
    environment: 'node',
    pool: 'forks',
    // By default one core of two would wait: most of these tests wait for processes, and one has but what is left.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: [conformance],
          testTimeout: 30_000, // no test depends on the time a loaded machine takes
        },
      },
      { extends: true, test: { name: 'conformance', include: [conformance], testTimeout: 60_000 } },
    ],
  },
})
