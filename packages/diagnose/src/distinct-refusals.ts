import type { FoundRefusal } from './find-refusals.ts'

/** A refusal, and how often the text repeats it. */
export interface DistinctRefusal extends FoundRefusal {
  readonly occurrences: number
}

/**
 * Takes repeats together: clients print one answer several times, whole and in parts. Same are those with one code and the same times, or the same
 * trace id, or the same values; a bare mention of a code counts only where the text has nothing better for it.
 */
export function distinctRefusals(refusals: readonly FoundRefusal[]): readonly DistinctRefusal[] {
  const groups = new Map<string, FoundRefusal[]>()
  for (const refusal of refusals) {
    const key = identity(refusal)
    const group = groups.get(key)
    if (group) group.push(refusal)
    else groups.set(key, [refusal])
  }
  const detailed = new Set<string>()
  for (const [first] of groups.values()) {
    if (first && !isPartial(first)) detailed.add(first.code).add(contentOf(first))
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first || (isPartial(first) && detailed.has(isBare(first) ? first.code : contentOf(first)))) return []
    return [{ ...(group.find((refusal) => refusal.traceId !== null) ?? first), occurrences: group.length }]
  })
}

function identity(refusal: FoundRefusal): string {
  const { code, times, traceId } = refusal
  if (times) return JSON.stringify([code, times])
  return traceId === null ? contentOf(refusal) : JSON.stringify([code, traceId])
}

function contentOf({ code, values, message }: FoundRefusal): string {
  // A part of a message may be cut off at any place, so the values count and not the words, where there are any.
  return JSON.stringify([code, Object.keys(values).length > 0 ? values : message.slice(0, 40)])
}

/** Without times and trace id: perhaps the repeat of one that has them. */
function isPartial({ times, traceId }: FoundRefusal): boolean {
  return times === null && traceId === null
}

/** Nothing but the code: a link, a comment, a sentence about it. */
function isBare(refusal: FoundRefusal): boolean {
  return isPartial(refusal) && Object.keys(refusal.values).length === 0
}
