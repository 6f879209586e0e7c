import type { Place } from '@mintwell/language'

/** What a rule found in a pipeline. */
export interface LintFinding {
  /** `token-across-steps`. */
  readonly rule: string
  readonly severity: 'error' | 'warning' | 'note'
  readonly message: string
  readonly place: Place
}
