import type { StsError } from './sts-error.ts'

/** An error with its words filled in. */
export interface StsRefusal {
  readonly code: number
  readonly status: number
  readonly error: string
  readonly errorUri: boolean
  /** Without `AADSTSn: ` in front. */
  readonly message: string
}

/** Leaves the checks of a request at the first that it does not pass. Caught where the answer is built; it never leaves this folder. */
export class StsRefused extends Error {
  override readonly name = 'StsRefused'
  readonly refusal: StsRefusal

  constructor(refusal: StsRefusal) {
    super(`AADSTS${refusal.code}`)
    this.refusal = refusal
  }
}

/** Fills in an error's words. */
export function refusalOf<D>(error: StsError<D>, data: D): StsRefusal {
  const { code, status, errorUri } = error
  return { code, status, error: error.error, errorUri, message: error.text(data) }
}

/** Refuses the request at hand. */
export function refuse<D>(error: StsError<D>, ...[data]: D extends void ? [] : [data: D]): never {
  throw new StsRefused(refusalOf(error, data as D))
}
