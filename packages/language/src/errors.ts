import type { DiagnosticFrame } from './source/diagnostic.ts'
import type { Place } from './source/place.ts'

/**
 * Every error that this package reports, by its stable code, with what it means. The message of one error names the value; this text does not.
 * Planning errors carry a place in the user's file.
 */
export const codes = {
  ERR_YAML_SYNTAX: 'The file is not valid YAML.',
  ERR_YAML_EMPTY: 'The file has no content.',
  ERR_YAML_DUPLICATE_KEY: 'A key occurs twice in one mapping.',
  ERR_YAML_KEY: 'A key is not text: lists and mappings cannot be keys in a pipeline.',
  ERR_YAML_ANCHOR: 'The file defines a YAML anchor: Azure Pipelines has neither anchors nor aliases.',
  ERR_YAML_ALIAS: 'The file uses a YAML alias, or a value that starts with `*` without quotes.',
  ERR_YAML_DOCUMENTS: 'The file holds more than one YAML document.',
  ERR_YAML_LIMIT: 'The file is too large or too deeply nested.',

  ERR_TEMPLATE_VALUE: 'Azure Pipelines does not accept this key or value here.',
  ERR_TEMPLATE_DUPLICATE: 'A key is defined twice in one mapping, in whatever case, also by a directive.',
  ERR_TEMPLATE_TYPE: 'A mapping, a sequence or text was found where another of these is expected.',
  ERR_TEMPLATE_EXPRESSION: 'A template expression is not closed, or is used where none is allowed.',
  ERR_TEMPLATE_DIRECTIVE: 'A directive (`if`, `elseif`, `else`, `each`, `insert`) is malformed or in the wrong place.',
  ERR_TEMPLATE_FILE: 'A template, or the repository that it is in, cannot be found.',
  ERR_TEMPLATE_PARAMETER: 'A parameter is declared, given or left out against the rules of its type.',
  ERR_TEMPLATE_LIMIT: 'Templates nest, loop or grow beyond the limits of Azure Pipelines.',
  ERR_TEMPLATE_STUB: 'A template was not read because its repository is a stub (a warning).',
  ERR_TEMPLATE_GRAPH: 'Stages, jobs or steps have wrong names or dependencies, or a condition that is not well formed.',

  ERR_PLAN_TYPE: 'A value has the wrong type: text, a list or a mapping was expected.',
  ERR_PLAN_VALUE: 'A value is outside the range that the key accepts.',
  ERR_PLAN_UNKNOWN_KEY: 'An unknown key.',
  ERR_PLAN_MISSING_KEY: 'A key that is required here is missing.',
  ERR_PLAN_CONFLICT: 'Two keys exclude each other.',
  ERR_PLAN_EMPTY: 'A list that needs at least one item is empty.',
  ERR_PLAN_UNSUPPORTED: 'A feature of Azure Pipelines that cannot be run locally yet.',
  ERR_PLAN_NAME: 'A stage, job or step has a name that Azure Pipelines does not accept.',
  ERR_PLAN_DUPLICATE_NAME: 'Two stages, jobs or steps have the same name.',
  ERR_PLAN_UNKNOWN_DEPENDENCY: '`dependsOn` names a stage or job that does not exist.',
  ERR_PLAN_DEPENDENCY_CYCLE: 'Stages or jobs depend on each other in a cycle.',

  ERR_PLAN_GROUP: 'A variable group is not configured in `mintwell.yml`.',

  ERR_TASK_REFERENCE: 'A task is not written as NAME@MAJOR.',
  ERR_TASK_UNKNOWN: 'A task is unknown in this version, or its name is close to that of a known one (a warning).',
  ERR_TASK_FOLDER:
    'A folder does not contain a task that can be run here: no task.json, one that cannot be read, or no Node handler.',
  ERR_TASK_INPUT_UNKNOWN: 'A task has no input of this name.',
  ERR_TASK_INPUT_MISSING: 'A required input of a task is missing or empty.',
  ERR_TASK_INPUT_VALUE: 'A task input has a value that the task does not accept.',
  ERR_TASK_INPUT_TWICE: 'A task input is given twice, by its name and by an alias.',

  ERR_CRON: 'A cron expression is not one that Azure Pipelines accepts.',
  ERR_SCHEDULE_BRANCH: 'No schedule includes a branch that its runs could be on.',
  ERR_SCHEDULE_LIMIT: 'A schedule has more runs in this time than can be listed.',

  ERR_EXPRESSION_SYNTAX: 'An expression is not well formed.',
  ERR_EXPRESSION_FUNCTION: 'An expression calls a function that does not exist, or that is not available here.',
  ERR_EXPRESSION_NAME: 'An expression reads a named value that does not exist, or that is not available here.',
  ERR_EXPRESSION_ARGUMENTS: 'A function is called with too few or too many arguments.',
  ERR_EXPRESSION_LIMIT: 'An expression, or its result, is too long or too deeply nested.',
  ERR_EXPRESSION_CONVERSION: 'A value cannot be converted to the type that a function needs.',
  ERR_EXPRESSION_FORMAT: 'The first argument of `format` is not a format text for the other arguments.',
  ERR_EXPRESSION_KEY: 'An expression reads a parameter that is not declared.',
  ERR_EXPRESSION_UNAVAILABLE: 'A function is evaluated where its state is not available.',
} as const satisfies Readonly<Record<string, string>>

/** The code of an error of this package. */
export type LanguageErrorCode = keyof typeof codes

/** What an error says beside its code: never a token or a secret. */
export interface LanguageErrorDetails {
  /** What happened, with which value. */
  readonly message: string
  /** The next step. */
  readonly hint: string
  readonly place?: Place | undefined
  /** How the service introduces the message, where not by its place. */
  readonly frame?: DiagnosticFrame | undefined
  /** Plain data for programs, such as the unknown key and the nearest known one. */
  readonly data?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * An error of the language package.
 *
 * @example
 * try { planPipeline(text, options) } catch (error) {
 *   if (error instanceof LanguageError && error.code === 'ERR_YAML_EMPTY') …
 * }
 */
export class LanguageError extends Error {
  readonly code: LanguageErrorCode
  readonly hint: string
  readonly place: Place | undefined
  readonly frame: DiagnosticFrame | undefined
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: LanguageErrorCode, details: LanguageErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'LanguageError'
    this.code = code
    this.hint = details.hint
    this.place = details.place
    this.frame = details.frame
    this.data = details.data ?? {}
  }
}

/** The same error at a place: for what is found in a text whose place only the caller has. */
export function atPlace(error: LanguageError, place: Place): LanguageError {
  const { code, message, hint, data, frame } = error
  return new LanguageError(code, { message, hint, data, place, frame, cause: error })
}

/**
 * Writes an error for people: `file:line:column: message`, and the next step on a line of its own.
 *
 * @example formatLanguageError(error) // `nightly.yml:3:1: Unexpected value 'stpes'\n  Did you mean 'steps'?`
 */
export function formatLanguageError(error: LanguageError): string {
  const { place, message, hint } = error
  const where = place ? `${place.file}:${place.line}:${place.column}: ` : ''
  return `${where}${message}\n  ${hint}`
}

/** The longest part of a user's value that a message repeats. */
const LONGEST_QUOTE = 60

/** A user's value as a message shows it: one line, shortened. */
export function quote(value: string): string {
  const line = value.replaceAll(/\s+/g, ' ')
  return `'${line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line}'`
}
