import { defineConfig } from 'vitest/config'
import { FlakyReporter } from './test/flaky-reporter.ts'

const source = { resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } } }
// Real processes on a shared, loaded machine: CI gives a test that fails a second chance, and the log's end lists each that took one.
const retry = process.env.CI ? 1 : 0

/** The everyday suite: units beside the code, and what crosses packages in test/, without the real clients. Two workers: what it must run in five minutes on has two cores. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', new FlakyReporter()],
    projects: [
      {
        ...source,
        test: {
          name: 'units',
          include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
          // No module has state of its own (test/architecture.test.ts), so that files can share a worker.
          isolate: false,
          retry,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...source,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: ['test/clients/**', 'test/**/*.clients.test.ts', '**/node_modules/**'],
          retry,
          testTimeout: 30_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
