/** Names longer than this are not compared: nobody mistypes them into each other. */
const LONGEST_COMPARED = 60

/**
 * The known name that a mistyped one most likely means: the one with the fewest edits, at most a third of its length, and with something in common. Case never counts.
 *
 * @example nearestName('stpes', ['steps', 'jobs']) // 'steps'
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST_COMPARED) return undefined
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > 3 || candidate.length > LONGEST_COMPARED) continue
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    const longest = Math.max(name.length, candidate.length)
    const most = Math.min(longest - 1, Math.max(1, Math.floor(longest / 3)))
    if (distance <= most && distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** A next step that names the nearest known name, or else all of them. */
export function suggestName(name: string, known: readonly string[], all: string): string {
  const nearest = nearestName(name, known)
  return nearest === undefined ? `${all}: ${known.join(', ')}.` : `Did you mean '${nearest}'?`
}

/** Edits between two texts; two neighbours swapped count as one (optimal string alignment). */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1]
      let cost = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + (same ? 0 : 1),
      )
      const swapped = row > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] as number) + 1)
      current.push(cost)
    }
    ;[beforeLast, last] = [last, current]
  }
  return last[right.length] as number
}
