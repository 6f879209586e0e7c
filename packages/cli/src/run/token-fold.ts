import { formatInstant, type Instant } from '@mintwell/clock'
import type { IdTokenIssued, LabEvent } from '@mintwell/lab'
import type { StepIdentity } from '@mintwell/runner'
import { issuerKind, readToken, type TokenReading } from '@mintwell/token'
import type { ReceiptBook } from './receipts.ts'
import type { RunRecord } from './record.ts'

/**
 * Folds what the lab and the tasks say of tokens into the record of the current run: a receipt for each token that a step was handed, whether its task took
 * it or its script asked for it, and a line for each exchange.
 */
export class TokenFold {
  readonly #book: ReceiptBook
  #record: RunRecord | undefined
  /** Where the receipts stand that were written from what the lab said, by step and fingerprint, until a task says the same. */
  readonly #issued = new Map<string, number>()

  constructor(book: ReceiptBook) {
    this.#book = book
  }

  beginRun(record: RunRecord): void {
    this.#record = record
    this.#issued.clear()
    this.#book.beginRun()
  }

  /** A task took a token. What the lab said of its request before is the same handing: its receipt learns the token's id. */
  taken(token: string, at: Instant, step: StepIdentity, source: string, connection: string): void {
    const record = this.#record
    if (!record) return
    const reading = readToken(token)
    const key = keyOf(step, reading.fingerprint)
    const index = this.#issued.get(key)
    const known = index === undefined ? undefined : record.receipts[index]
    if (index === undefined || !known) {
      record.receipts.push(this.#book.writeReading(reading, { at, run: record.number, ...step, connection, source }))
      return
    }
    this.#issued.delete(key)
    record.receipts[index] = { ...known, tokenId: reading.kind === 'token' ? reading.tokenId : null }
  }

  labEvent(event: LabEvent): void {
    const record = this.#record
    if (!record) return
    if (event.kind === 'id-token-issued') this.#tokenIssued(record, event)
    if (event.kind === 'exchange') this.#exchanged(record, event)
  }

  #exchanged(record: RunRecord, event: Extract<LabEvent, { kind: 'exchange' }>): void {
    const { caller } = event
    record.exchanges.push({
      at: formatInstant(event.at),
      stage: caller?.stage ?? null,
      job: caller?.job ?? null,
      step: caller?.step ?? null,
      purpose: caller?.purpose ?? null,
      clientId: event.clientId,
      status: event.status,
      errorCode: event.errorCode,
      fingerprint: event.fingerprint,
    })
  }

  /** A step was handed a token by the endpoint for ID tokens. What is bound to a connection is handed by who runs the task, not here. */
  #tokenIssued(record: RunRecord, event: IdTokenIssued): void {
    const { at, caller, source } = event
    if (!caller?.step || source !== 'oidc') return
    const { stage, job, step } = caller
    const handing = { at, run: record.number, stage, job, step, connection: event.connection, source }
    this.#issued.set(keyOf({ stage, job, step }, event.fingerprint), record.receipts.length)
    record.receipts.push(this.#book.writeReading(readingOf(event), handing))
  }
}

function keyOf({ stage, job, step }: StepIdentity, fingerprint: string): string {
  return JSON.stringify([stage, job, step, fingerprint])
}

/** What the lab tells of a token that it issued, as if the token had been read: all but its claims, and with them its id. */
function readingOf(event: IdTokenIssued): TokenReading {
  const { fingerprint, issuer, subject, audience, issuedAt, notBefore, expiresAt, mintedAt } = event
  return {
    kind: 'token',
    fingerprint,
    header: {},
    claims: {},
    issuer,
    subject,
    audience,
    tokenId: null,
    issuerKind: issuerKind(issuer, subject),
    times: { issuedAt, notBefore, expiresAt, mintedAt, lifetime: expiresAt - mintedAt },
  }
}
