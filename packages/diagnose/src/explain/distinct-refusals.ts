import type { FoundRefusal } from '../find/found-refusal.ts'
import type { Speaker } from '../speakers/speakers.ts'

/** A refusal with who spoke where it was found. */
export interface HeardRefusal extends FoundRefusal {
  readonly speakers: ReadonlySet<Speaker>
  /** Alike for those that are one refusal, told several times: {@link identityOf}. */
  readonly identity: string
}

/** A refusal, and how often the text repeats it. */
export interface DistinctRefusal extends HeardRefusal {
  readonly occurrences: number
}

/** How many different refusals are kept: a log that has more repeats itself in a way that is not seen here. */
export const MOST_DISTINCT = 2_000

interface Group {
  best: HeardRefusal
  occurrences: number
}

/**
 * Takes repeats together: clients print one answer several times, whole and in parts. The same are those with one code and the same times, or the same trace id, or the same values; a
 * part of a message counts only where the text has nothing better for it.
 */
export class DistinctRefusals {
  readonly #groups = new Map<string, Group>()
  #left = 0

  /** Adds a refusal, in the order of the text. */
  add(refusal: HeardRefusal): void {
    const group = this.#groups.get(refusal.identity)
    if (group === undefined) {
      if (this.#groups.size >= MOST_DISTINCT) this.#left += 1
      else this.#groups.set(refusal.identity, { best: refusal, occurrences: 1 })
      return
    }
    group.occurrences += 1
    if (group.best.traceId === null && refusal.traceId !== null) group.best = refusal
  }

  /** How many refusals there was no room for. */
  get left(): number {
    return this.#left
  }

  /** The distinct ones, in the order of the text. */
  result(): readonly DistinctRefusal[] {
    const groups = [...this.#groups.values()]
    const detailed = new Set<string>()
    const counts = new Map<string, number>()
    for (const { best } of groups) {
      counts.set(best.code, (counts.get(best.code) ?? 0) + 1)
      if (!isPartial(best)) detailed.add(best.code).add(contentOf(best))
    }
    return groups.flatMap(({ best, occurrences }) => {
      const isRepeat = isPartial(best) && (detailed.has(contentOf(best)) || (isBare(best) && detailed.has(best.code)))
      const isSaidBetter = isBare(best) && best.message === '' && (counts.get(best.code) ?? 0) > 1
      return isRepeat || isSaidBetter ? [] : [{ ...best, occurrences }]
    })
  }
}

/** What makes two refusals one. */
export function identityOf(refusal: FoundRefusal): string {
  const { code, times, traceId } = refusal
  if (times) return JSON.stringify([code, times])
  return traceId === null ? contentOf(refusal) : JSON.stringify([code, traceId])
}

function contentOf({ code, values, message, known }: FoundRefusal): string {
  if (known !== null) return JSON.stringify([code, known.meaning, values])
  // A part of a message may be cut off at any place, so the values count and not the words, where there are any.
  return JSON.stringify([code, Object.keys(values).length > 0 ? values : message.slice(0, 40)])
}

/** Without times and trace id: perhaps the repeat of one that has them. */
function isPartial({ times, traceId, known }: FoundRefusal): boolean {
  return times === null && traceId === null && known === null
}

/** Nothing but the code, and perhaps words without values. */
function isBare(refusal: FoundRefusal): boolean {
  return isPartial(refusal) && Object.keys(refusal.values).length === 0
}
