import { defineConfig } from 'vitest/config'

/** The suites with real clients: Azure CLI, SDKs, curl, Python. A client that is missing is named as skipped. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['test/clients/**/*.test.ts'],
    retry: process.env.CI ? 1 : 0,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
