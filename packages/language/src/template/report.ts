import type { LanguageError } from '../errors.ts'
import type { Diagnostic, DiagnosticFrame, Severity } from '../source/diagnostic.ts'
import type { Place } from '../source/place.ts'

/** The codes of what is wrong with templates and with the shape of a pipeline. */
export type TemplateCode =
  | 'ERR_TEMPLATE_VALUE'
  | 'ERR_TEMPLATE_DUPLICATE'
  | 'ERR_TEMPLATE_TYPE'
  | 'ERR_TEMPLATE_EXPRESSION'
  | 'ERR_TEMPLATE_DIRECTIVE'
  | 'ERR_TEMPLATE_FILE'
  | 'ERR_TEMPLATE_PARAMETER'
  | 'ERR_TEMPLATE_LIMIT'
  | 'ERR_TEMPLATE_STUB'
  | 'ERR_TEMPLATE_GRAPH'

/** Thrown to end an expansion whose limits are exceeded; what is wrong stands in the report. */
export class ExpansionStopped extends Error {}

/** Collects what is wrong, in the order in which it is found. */
export class Report {
  readonly #all: Diagnostic[] = []

  /** Reports an error in the service's words. */
  error(
    code: TemplateCode,
    message: string,
    place: Place | undefined,
    hint: string,
    more: { readonly frame?: DiagnosticFrame; readonly severity?: Severity } = {},
  ): void {
    const { frame, severity = 'error' } = more
    this.#all.push({ code, severity, message, hint, ...(place && { place }), ...(frame && { frame }) })
  }

  /** Takes a diagnostic of another report. */
  add(diagnostic: Diagnostic): void {
    this.#all.push(diagnostic)
  }

  /** Reports an error that was thrown, at the place where the service reports it. */
  thrown(error: LanguageError, place: Place | undefined, severity: Severity = 'error'): void {
    const { code, message, hint, frame } = error
    const at = error.place ?? place
    this.#all.push({ code, severity, message, hint, ...(at && { place: at }), ...(frame && { frame }) })
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#all
  }

  /** How many errors there are: whether something went wrong in between. */
  get errors(): number {
    return this.#all.reduce((sum, { severity }) => sum + (severity === 'error' ? 1 : 0), 0)
  }
}
