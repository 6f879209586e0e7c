import type { Diagnostic, Place } from '@mintwell/language'

/** How sure a rule is that what it found is what it looks for. */
export type Confidence = 'high' | 'medium' | 'low'

/** A change of a text: the characters from `start` to `end` become `text`. Offsets are those of the file as it was read. */
export interface TextEdit {
  /** As places name it. */
  readonly file: string
  readonly start: number
  readonly end: number
  readonly text: string
}

/** A change that mends a finding. */
export interface LintFix {
  /** What it does: `set issecret=true`. */
  readonly description: string
  /** Whether the pipeline does what it did before, but for what the finding is about. */
  readonly safe: boolean
  readonly edits: readonly TextEdit[]
}

/** What a rule found in a pipeline. */
export interface LintFinding {
  /** `L01`. */
  readonly rule: string
  /** `token-across-steps`. */
  readonly name: string
  readonly severity: Diagnostic['severity']
  readonly confidence: Confidence
  /** What is wrong, with the names of what it is about. */
  readonly message: string
  /** Why it is wrong. */
  readonly reason: string
  /** What to do instead. */
  readonly cure: string
  readonly place: Place
  /** The step or variable by names, not by lines: it stays where lines move. */
  readonly path: string
  /** What was found, as the file has it, in one line. */
  readonly snippet: string
  readonly related: readonly { readonly message: string; readonly place: Place }[]
  readonly fix?: LintFix
}
