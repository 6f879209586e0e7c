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

/** Thrown to end an expansion whose limits are exceeded; what is wrong is in the report. */
export class ExpansionStopped extends Error {}

/** The most diagnostics at one place: the service stops at ten errors in all (actions/runner, src/Sdk, `ParseOptions.cs`; measured). */
const MOST_AT_ONE_PLACE = 10

/** Collects what is wrong, in the order in which it is found. */
export class Report {
  readonly #all: Diagnostic[] = []
  readonly #byPlace = new Map<string, number>()
  #errors = 0

  /** Reports an error in the service's words. */
  error(
    code: TemplateCode,
    message: string,
    place: Place | undefined,
    hint: string,
    more: { readonly frame?: DiagnosticFrame; readonly severity?: Severity } = {},
  ): void {
    const { frame, severity = 'error' } = more
    this.add({ code, severity, message, hint, ...(place && { place }), ...(frame && { frame }) })
  }

  /** Reports an error that was thrown, at the place where the service reports it. */
  thrown(error: LanguageError, place: Place | undefined): void {
    const { code, message, hint, frame } = error
    const at = error.place ?? place
    this.add({ code, severity: 'error', message, hint, ...(at && { place: at }), ...(frame && { frame }) })
  }

  /** Takes a diagnostic, such as one of another report. */
  add(diagnostic: Diagnostic): void {
    if (diagnostic.severity === 'error') this.#errors += 1
    const { file, line, column } = diagnostic.place ?? { file: '', line: 0, column: 0 }
    const key = `${file}:${line}:${column}`
    const before = this.#byPlace.get(key) ?? 0
    this.#byPlace.set(key, before + 1)
    if (before < MOST_AT_ONE_PLACE) this.#all.push(diagnostic)
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#all
  }

  /** How many errors there are: whether something went wrong in between. */
  get errors(): number {
    return this.#errors
  }
}
