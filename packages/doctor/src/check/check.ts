/** What a check found: one line, and the next step where there is one. */
export interface CheckResult {
  readonly id: string
  readonly severity: 'passed' | 'warning' | 'failed' | 'not-checked'
  readonly message: string
  readonly cure: string | null
}
