import type { History, HistoryLine } from '@mintwell/evidence'
import { foreignText } from '@mintwell/token'

/** How much of a line is shown, in characters. */
const LONGEST_LINE = 2_000
/** How many lines of a step are shown at most: the largest of these with which all logs together fit. */
const CAPS = [5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 8, 3, 0]

/**
 * How many lines of each step fit into a page.
 *
 * @param budget of all lines together, in bytes of the page
 */
export function linesPerStep(history: History, budget: number): number {
  const steps = history.runs.flatMap(({ jobs }) => jobs.flatMap(({ steps }) => steps))
  return CAPS.find((cap) => fits(steps, cap, budget)) ?? 0
}

function fits(steps: readonly { readonly lines: readonly HistoryLine[] }[], cap: number, budget: number): boolean {
  let bytes = 0
  for (const { lines } of steps) {
    for (const part of partsOf(lines, cap)) for (const line of part) bytes += costOf(line)
    if (bytes > budget) return false
  }
  return true
}

/** The first and the last lines of a step: how it began, and how it ended. */
export function partsOf(
  lines: readonly HistoryLine[],
  cap: number,
): readonly [first: readonly HistoryLine[], last: readonly HistoryLine[]] {
  if (lines.length <= cap) return [lines, []]
  const first = Math.floor(cap / 4)
  return [lines.slice(0, first), lines.slice(lines.length - (cap - first))]
}

/** What stands around a line in the page: its kind, its time, quotes. */
const AROUND_LINE = 24

/** Bytes that a line takes in the page, at most about: `<` is six in JSON, and what is not ASCII is three in UTF-8. */
function costOf({ text }: HistoryLine): number {
  const length = Math.min(text.length, LONGEST_LINE)
  let cost = AROUND_LINE + length
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index)
    if (code > 0x7e) cost += 2
    else if (code < 0x20 || code === 0x26 || code === 0x3c || code === 0x3e || code === 0x22 || code === 0x27) cost += 5
  }
  return cost
}

/** A line fit to be shown. */
export function shownLine(text: string): string {
  return foreignText(text, { longest: LONGEST_LINE })
}
