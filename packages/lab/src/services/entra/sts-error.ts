/** One of Entra's errors: its code, how it is answered, and its words. */
export interface StsError<D = void> {
  /** The number behind `AADSTS`. */
  readonly code: number
  readonly status: 400 | 401
  readonly error: string
  /** Whether the answer has `error_uri`: public captures of the 70021x family, of 70003 and of 700038 have none, the others do. */
  readonly errorUri: boolean
  text(data: D): string
}

/** An error that answers 401, as all that say `invalid_client` do. */
export function client<D = void>(code: number, text: (data: D) => string, errorUri = true): StsError<D> {
  return { code, status: 401, error: 'invalid_client', errorUri, text }
}

/** An error that answers 400. */
export function request<D = void>(
  code: number,
  error: string,
  text: (data: D) => string,
  errorUri = true,
): StsError<D> {
  return { code, status: 400, error, errorUri, text }
}

/** Values of a 700024: instants as they are printed. */
export interface TimeRange {
  readonly now: string
  readonly notBefore: string
  readonly expires: string
}

/** Values of a 700027: a key that is registered, with its thumbprint and its times. */
export interface FoundKey {
  readonly key: string
  readonly appId: string
  readonly start: string
  readonly end: string
}
