import type { Confidence, LintFinding } from '../finding/finding.ts'
import type { LintSubject } from '../subject/lint-subject.ts'

/** What a rule says of one place; the rest of the finding is the rule's own. */
export interface RuleFinding
  extends Pick<LintFinding, 'message' | 'place' | 'path' | 'snippet'>,
    Partial<Pick<LintFinding, 'related' | 'fix' | 'severity' | 'confidence' | 'cure'>> {}

/** A rule: what it looks for, why, and what to do. A new one is a file beside this one and a line in `rule-list.ts`. */
export interface LintRule {
  /** `L01`; an id is never used again for another rule. */
  readonly id: string
  /** `token-across-steps`. */
  readonly name: string
  /** In one line, for lists. */
  readonly title: string
  readonly severity: LintFinding['severity']
  readonly confidence: Confidence
  /** Why it matters, in two or three sentences. */
  readonly reason: string
  /** What to do instead. */
  readonly cure: string
  /** The script keeps its ID token for longer than the moment at which the step took it: no fresh start cures that. */
  readonly keepsToken?: true
  readonly check: (subject: LintSubject) => Iterable<RuleFinding>
  /** Judges a file that is no pipeline: of Terraform, Bicep, a trust policy. */
  readonly checkFile?: (text: string, file: string) => Iterable<RuleFinding>
}
