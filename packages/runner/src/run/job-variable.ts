import type { VariablePlan } from '@mintwell/language'

/** A variable of a run as a job gets it. */
export interface JobVariable extends Pick<VariablePlan, 'name' | 'value' | 'readonly'> {
  /** What came out of another job's secret is secret. */
  readonly secret?: boolean
}
