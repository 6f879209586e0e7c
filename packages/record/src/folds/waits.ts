import type { Receipt } from '@mintwell/token'

/** A step that asked for its token again and again until it was another one. */
export interface Wait {
  readonly stage: string | null
  readonly job: string | null
  readonly step: string | null
  /** The receipt of the first answer, whose token was not good enough. */
  readonly first: Receipt
  /** How often the same token was the answer. */
  readonly answers: number
  readonly milliseconds: number
}

/** The receipts of a run, taken apart: those of tokens that steps were left with, and the waits in between. */
export interface HandedOver {
  readonly receipts: readonly Receipt[]
  readonly waits: readonly Wait[]
}

/**
 * Tells tokens that a step was left with from answers that it passed over while it waited: the same token at least twice, and then another one, all for one step and connection.
 */
export function handedOver(all: readonly Receipt[]): HandedOver {
  const passedOver = new Set<Receipt>()
  const waits: Wait[] = []
  for (const asked of groupBySteps(all)) {
    let begin = 0
    for (let index = 1; index < asked.length; index += 1) {
      const first = asked[begin]
      const next = asked[index]
      if (!first || !next || next.fingerprint === first.fingerprint) continue
      if (index - begin > 1) {
        for (const receipt of asked.slice(begin, index)) passedOver.add(receipt)
        const { stage, job, step } = first
        waits.push({
          stage,
          job,
          step,
          first,
          answers: index - begin,
          milliseconds: Date.parse(next.at) - Date.parse(first.at),
        })
      }
      begin = index
    }
  }
  return { receipts: all.filter((receipt) => !passedOver.has(receipt)), waits }
}

function groupBySteps(receipts: readonly Receipt[]): Iterable<readonly Receipt[]> {
  const groups = new Map<string, Receipt[]>()
  for (const receipt of receipts) {
    const key = JSON.stringify([receipt.run, receipt.stage, receipt.job, receipt.step, receipt.connection])
    const group = groups.get(key)
    if (group) group.push(receipt)
    else groups.set(key, [receipt])
  }
  return groups.values()
}
