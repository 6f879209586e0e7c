import { defineConfig } from 'vitest/config'
import { FlakyReporter } from './test/flaky-reporter.ts'

/** The suites with real clients: Azure CLI, SDKs, curl, Python; a client that is missing is named as skipped. And what takes long: signals at many moments, long pipelines, three hours of a token, the packed tarballs. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['test/clients/**/*.test.ts', 'test/**/*.clients.test.ts'],
    reporters: ['default', new FlakyReporter()],
    retry: process.env.CI ? 1 : 0,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
