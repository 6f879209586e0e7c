import type { TokenReading } from './decode-token.ts'
import type { ComparedWith, Finding, Judgement, Verdict } from './judge.ts'
import type { Instant } from './times.ts'

/** To whom a token was handed, and by what. Null where a CI has no such thing. */
export interface Handover {
  readonly run: string | null
  readonly stage: string | null
  readonly job: string | null
  /** 1 for the first attempt. */
  readonly attempt: number
  readonly step: string | null
  /** The service connection, by the name or id that it was asked for by. */
  readonly connection: string | null
  /** What gave the token, such as `azure-pipelines` or `file`. */
  readonly source: string
}

/**
 * The record of one token handed to a step: everything that proves its freshness, and nothing that could be presented to a service.
 * Instants are ISO 8601 in UTC; what a malformed token does not tell is null.
 */
export interface Receipt extends Handover {
  readonly fingerprint: string
  /** `jti`, or Entra's `uti`. */
  readonly tokenId: string | null
  readonly issuer: string | null
  readonly subject: string | null
  readonly audience: string | readonly string[] | null
  readonly issuedAt: string | null
  readonly notBefore: string | null
  readonly expiresAt: string | null
  readonly mintedAt: string | null
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  readonly comparedWith: ComparedWith
  /** When it was handed over, by the clock that it was judged by. */
  readonly at: string
}

/** What a receipt is built from. */
export interface ReceiptParts {
  readonly handover: Handover
  readonly reading: TokenReading
  readonly judgement: Judgement
  readonly comparedWith: ComparedWith
  readonly at: Instant
}

/** Writes the receipt of a token handed over. Never the token. */
export function makeReceipt({ handover, reading, judgement, comparedWith, at }: ReceiptParts): Receipt {
  const token = reading.kind === 'token' ? reading : null
  return {
    run: handover.run,
    stage: handover.stage,
    job: handover.job,
    attempt: handover.attempt,
    step: handover.step,
    connection: handover.connection,
    source: handover.source,
    fingerprint: reading.fingerprint,
    tokenId: token?.tokenId ?? null,
    issuer: token?.issuer ?? null,
    subject: token?.subject ?? null,
    audience: token?.audience ?? null,
    issuedAt: isoOf(token?.times.issuedAt),
    notBefore: isoOf(token?.times.notBefore),
    expiresAt: isoOf(token?.times.expiresAt),
    mintedAt: isoOf(token?.times.mintedAt),
    verdict: judgement.verdict,
    findings: judgement.findings,
    comparedWith,
    at: isoOf(at) as string,
  }
}

function isoOf(instant: Instant | null | undefined): string | null {
  return instant === null || instant === undefined ? null : new Date(instant).toISOString().replace('.000Z', 'Z')
}
