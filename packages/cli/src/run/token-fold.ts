import { formatInstant, type Instant } from '@mintwell/clock'
import type { LabEvent } from '@mintwell/lab'
import type { StepIdentity } from '@mintwell/pipeline'
import type { ReceiptBook } from './receipts.ts'
import type { RunRecord } from './record.ts'

/**
 * Folds what the lab and the tasks say of tokens into the record of the current run: a receipt for each token that a step was handed, whether its task took
 * it or its script asked for it, and a line for each exchange.
 */
export class TokenFold {
  readonly #book: ReceiptBook
  #record: RunRecord | undefined

  constructor(book: ReceiptBook) {
    this.#book = book
  }

  beginRun(record: RunRecord): void {
    this.#record = record
    this.#book.beginRun()
  }

  /** A task took a token. What the lab said of its request before is the same handing, and is replaced. */
  taken(token: string, at: Instant, step: StepIdentity, source: string, connection: string): void {
    const record = this.#record
    if (!record) return
    record.receipts.push(this.#book.write(token, { at, run: record.number, ...step, connection, source }))
  }

  labEvent(event: LabEvent): void {
    const record = this.#record
    if (!record || event.kind !== 'exchange') return
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
}
