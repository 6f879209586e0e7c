import { defineConfig } from 'vitest/config'

/** The everyday suite: units beside the code, and what crosses packages in test/, without the real clients. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    exclude: ['test/clients/**', '**/node_modules/**'],
    // Real processes on a shared, loaded machine: CI gives a test that fails a second chance, and the log says that it took one.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 30_000,
  },
})
