import { issuerKind, judge, makeReceipt, type Receipt, type TokenReading } from '@mintwell/token'
import type { TokenFacts } from '../events/client-event.ts'
import type { IdTokenIssued } from '../events/service-event.ts'
import type { StepIdentity } from '../events/step-identity.ts'

/** A token that a step was handed. */
export interface Handing extends StepIdentity {
  readonly at: number
  readonly run: number
  /** Null for the pipeline's own token. */
  readonly connection: string | null
  readonly source: string
}

/**
 * The receipts of a session's runs. A token that a step asked for over HTTP is reported twice, by the service that issued it and by the task that took it: both are one handing, whose
 * receipt the second completes. Fingerprints of earlier tokens, of the runs before and of this one, tell echoes.
 */
export interface ReceiptFold {
  /** A service issued a token to a step. */
  issued(event: Omit<IdTokenIssued, 'at'>, handing: Handing, into: Receipt[]): void
  /** A task took a token. */
  taken(token: TokenFacts, handing: Handing, into: Receipt[]): void
  /** A service bound a token to a connection, where it lies until a step takes it. */
  bound(event: Omit<IdTokenIssued, 'at'>): void
  /** A step presented a token to a token service: if it is a bound one, the step has taken it. */
  presented(fingerprint: string, handing: Handing, into: Receipt[]): void
}

/** Begins to fold receipts. */
export function foldReceipts(): ReceiptFold {
  const seen = new Set<string>()
  /** Receipts written from what a service said, by run, step and fingerprint, until a task says the same. */
  const issued = new Map<string, number>()
  /** Tokens that are bound to connections, by fingerprint. */
  const lying = new Map<string, Omit<IdTokenIssued, 'at'>>()
  /** Of which handings there are receipts, by run, step and fingerprint. */
  const written = new Set<string>()

  const write = (reading: TokenReading, handing: Handing): Receipt => {
    const { run, at, stage, job, step, connection, source } = handing
    const earlierRuns = run - 1
    const comparedWith =
      earlierRuns > 0 ? { scope: 'history' as const, count: earlierRuns } : { scope: 'job' as const, count: seen.size }
    const judgement = judge(reading, {}, at, { fingerprints: seen, comparedWith })
    seen.add(reading.fingerprint)
    written.add(keyOf(handing, reading.fingerprint))
    const handover = { run: String(run), stage, job, attempt: 1, step, connection, source }
    return makeReceipt({ handover, reading, judgement, comparedWith, at })
  }

  const add = (event: Omit<IdTokenIssued, 'at'>, handing: Handing, into: Receipt[]) => {
    issued.set(keyOf(handing, event.fingerprint), into.length)
    into.push(write(readingOf({ ...event, kind: 'token', tokenId: null }), handing))
  }

  return {
    issued: add,
    bound: (event) => void lying.set(event.fingerprint, event),
    presented(fingerprint, handing, into) {
      const event = lying.get(fingerprint)
      if (event && !written.has(keyOf(handing, fingerprint)))
        add(event, { ...handing, connection: event.connection }, into)
    },
    taken(token, handing, into) {
      const key = keyOf(handing, token.fingerprint)
      const index = issued.get(key)
      const known = index === undefined ? undefined : into[index]
      if (index === undefined || !known) {
        into.push(write(readingOf(token), handing))
        return
      }
      issued.delete(key)
      into[index] = { ...known, tokenId: token.kind === 'token' ? token.tokenId : null }
    },
  }
}

function keyOf({ run, stage, job, step }: Handing, fingerprint: string): string {
  return JSON.stringify([run, stage, job, step, fingerprint])
}

/** The facts of a token as a reading, to judge it by; the claims are not in the record. */
function readingOf(facts: TokenFacts): TokenReading {
  if (facts.kind === 'malformed') return facts
  const { kind, fingerprint, tokenId, issuer, subject, audience, issuedAt, notBefore, expiresAt, mintedAt } = facts
  return {
    kind,
    fingerprint,
    header: {},
    claims: {},
    issuer,
    subject,
    audience,
    tokenId,
    issuerKind: issuerKind(issuer, subject),
    times: { issuedAt, notBefore, expiresAt, mintedAt, lifetime: expiresAt - mintedAt },
  }
}
