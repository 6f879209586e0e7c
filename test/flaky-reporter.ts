import type { Reporter, TestCase } from 'vitest/node'

/** Lists the tests that failed and then passed when they were tried again: a second chance must hide nothing. */
export class FlakyReporter implements Reporter {
  readonly #flaky: string[] = []

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky) this.#flaky.push(`${test.module.relativeModuleId}: ${test.fullName}`)
  }

  onTestRunEnd(): void {
    if (this.#flaky.length === 0) return
    console.log(`\nflaky, to be mended (failed, then passed):\n${this.#flaky.map((name) => `  ${name}`).join('\n')}`)
  }
}
