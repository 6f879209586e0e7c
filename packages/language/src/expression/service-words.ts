import { LanguageError, type LanguageErrorCode } from '../errors.ts'

/** Where the service sends the readers of its messages about expressions. */
const HELP = 'For more help, refer to https://go.microsoft.com/fwlink/?linkid=842996'

/** What is wrong at one position of an expression, in the service's sentences (measured on the preview API; actions/runner, src/Sdk, `ExpressionResources`). */
export type LocatedSentence =
  | 'Unexpected symbol'
  | 'Unrecognized value'
  | "Expected a property name to follow the dereference operator '.'"
  | 'Unclosed function'
  | 'Unclosed indexer'
  | "Expected '(' to follow a function"

/** An expression as it is parsed: without the white space around it, which positions do not count. */
export interface ExpressionSource {
  readonly text: string
  /** How much white space was in front of it. */
  readonly skipped: number
}

/** The error for one position of an expression; `data.offset` counts from 0 in the text that was given, white space included. */
export function locatedError(
  code: LanguageErrorCode,
  sentence: LocatedSentence,
  token: { readonly text: string; readonly offset: number },
  source: ExpressionSource,
  details: { readonly hint: string; readonly data?: Readonly<Record<string, unknown>> },
): LanguageError {
  const position = `Located at position ${token.offset + 1} within expression: '${source.text}'`
  return new LanguageError(code, {
    message: `${sentence}: '${token.text}'. ${position}. ${HELP}`,
    hint: details.hint,
    data: { offset: source.skipped + token.offset, ...details.data },
  })
}

/** The error for an expression as a whole that is beyond a limit of the parser. */
export function limitError(sentence: string, hint: string): LanguageError {
  return new LanguageError('ERR_EXPRESSION_LIMIT', { message: `${sentence}. ${HELP}`, hint, data: { offset: 0 } })
}
