import type { Place } from './place.ts'

/** Turns an offset in a text into a place; lines end with LF or CR LF, columns count UTF-16 units from 1. */
export type LineIndex = (offset: number) => Place

/** Indexes a file's lines once, so that each place costs a binary search. */
export function indexLines(text: string, file: string): LineIndex {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    const inside = Math.max(0, Math.min(offset, text.length))
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= inside) low = middle
      else high = middle - 1
    }
    return { file, line: low + 1, column: inside - (starts[low] as number) + 1 }
  }
}
