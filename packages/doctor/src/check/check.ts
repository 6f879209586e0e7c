/** How a check came out. `note` is worth knowing and harms nothing today; `not-checked` says what could not be looked at. */
export type CheckSeverity = 'passed' | 'note' | 'warning' | 'failed' | 'not-checked'

/** What a check found: one line, and the next step where there is one. */
export interface CheckResult {
  /** Stable, such as `clock` or `party-aws`. */
  readonly id: string
  readonly severity: CheckSeverity
  /** One or two sentences, without secrets; for `not-checked`, what was not looked at and why. */
  readonly message: string
  /** What to do next; null where nothing needs to be done. */
  readonly cure: string | null
}

/** A check that found nothing wrong. */
export function passed(id: string, message: string): CheckResult {
  return { id, severity: 'passed', message, cure: null }
}

/** Something worth knowing that harms nothing today. */
export function note(id: string, message: string, cure: string | null = null): CheckResult {
  return { id, severity: 'note', message, cure }
}

/** Something that will or may break a step. */
export function warning(id: string, message: string, cure: string): CheckResult {
  return { id, severity: 'warning', message, cure }
}

/** Something that breaks a step. */
export function failed(id: string, message: string, cure: string): CheckResult {
  return { id, severity: 'failed', message, cure }
}

/** Something that could not be looked at, and why. */
export function notChecked(id: string, message: string): CheckResult {
  return { id, severity: 'not-checked', message, cure: null }
}

/** Whether a result is something found: a warning or a failure. */
export function isBad({ severity }: CheckResult): boolean {
  return severity === 'warning' || severity === 'failed'
}
