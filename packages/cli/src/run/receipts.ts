import type { Instant } from '@mintwell/clock'
import { type Contract, judge, makeReceipt, type Receipt, readToken, type TokenReading } from '@mintwell/token'

/** What a receipt needs beyond the token. */
export interface Handing {
  readonly at: Instant
  readonly run: number
  readonly stage: string
  readonly job: string
  readonly step: string
  /** Null for the pipeline's own token. */
  readonly connection: string | null
  readonly source: string
}

/**
 * Writes receipts, and remembers the fingerprints of earlier tokens for telling echoes: those of the runs before, and those of this one.
 */
export class ReceiptBook {
  readonly #seen = new Set<string>()
  readonly #contract: Contract
  #runs = 0

  constructor(contract: Contract = {}) {
    this.#contract = contract
  }

  /** A run begins: what was handed out until now belongs to earlier runs. */
  beginRun(): void {
    this.#runs += 1
  }

  /** The receipt of a token that a step was handed. */
  write(token: string, handing: Handing): Receipt {
    return this.writeReading(readToken(token), handing)
  }

  writeReading(reading: TokenReading, { at, run, stage, job, step, connection, source }: Handing): Receipt {
    const earlierRuns = this.#runs - 1
    const comparedWith =
      earlierRuns > 0
        ? { scope: 'history' as const, count: earlierRuns }
        : { scope: 'job' as const, count: this.#seen.size }
    const judgement = judge(reading, this.#contract, at, { fingerprints: this.#seen, comparedWith })
    this.#seen.add(reading.fingerprint)
    return makeReceipt({
      handover: { run: String(run), stage, job, attempt: 1, step, connection, source },
      reading,
      judgement,
      comparedWith,
      at,
    })
  }
}
