/** Two suites: `unit` (fast, no other processes) and `conformance` (fakes held to the real thing). */
import { defineConfig } from 'vitest/config'

const conformance = 'src/**/*.conformance.test.ts'

export default defineConfig({
  test: {
    globalSetup: 'scripts/vitest/own-home.ts',
    setupFiles: ['scripts/vitest/fixed-seed.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2, // by default one core of two would wait: most of these tests wait for processes
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
