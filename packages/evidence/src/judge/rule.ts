import type { MechanismFinding, VerdictCertainty, VerdictReason } from '../history/history-verdict.ts'
import type { HistoryView } from './run-view.ts'

/** A mechanism that a rule found in one run. */
export interface RunFinding {
  readonly run: string
  readonly certainty: VerdictCertainty
  readonly reason: VerdictReason
}

/** What tells one mechanism: a file beside this, and a line in `rule-list.ts`. */
export interface MechanismRule {
  readonly mechanism: Exclude<MechanismFinding['mechanism'], 'unknown'>
  /** Everything in the history that speaks for it, run by run. */
  judge(view: HistoryView): readonly RunFinding[]
}
