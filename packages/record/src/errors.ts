/** Every error of this package, by its stable code, with what it means. */
export const codes = {
  ERR_RECORD: 'A file is not a record of runs: one of its lines is not an envelope.',
} as const satisfies Readonly<Record<string, string>>

/** The code of an error of this package. */
export type RecordErrorCode = keyof typeof codes

/** A record cannot be read. */
export class RecordError extends Error {
  readonly code: RecordErrorCode
  readonly hint: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(
    code: RecordErrorCode,
    details: { readonly message: string; readonly hint: string; readonly data?: Readonly<Record<string, unknown>> },
  ) {
    super(details.message)
    this.name = 'RecordError'
    this.code = code
    this.hint = details.hint
    this.data = details.data ?? {}
  }
}
