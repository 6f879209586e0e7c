import { foreignText } from '@mintwell/token'

/** How a cell is coloured, where there are colours. */
export type Tone = 'good' | 'warning' | 'bad' | 'plain'

/** A cell: its text, and what it means. */
export interface Cell {
  readonly text: string
  readonly tone?: Tone
}

/** A column: its head, and whether it gives way where the terminal is narrow. */
export interface Column {
  readonly head: string
  /** Shortened to what is left of the width, but never below this many characters. */
  readonly shrinksTo?: number
}

/** Writes a cell's text in the colour of its tone. */
export type Paint = (text: string, tone: Tone) => string

const GAP = 2

/**
 * Lays out rows under their heads. A table that is wider than `width` shortens the columns that may shrink, from the right; what does not fit even so stays whole, for
 * a cut figure would be a wrong one.
 */
export function layOut(
  columns: readonly Column[],
  given: readonly (readonly Cell[])[],
  { width, paint }: { readonly width: number; readonly paint: Paint },
): string {
  const rows = given.map((row) => row.map(({ text, ...rest }) => ({ ...rest, text: foreignText(text) })))
  const widths = fit(columns, rows, width)
  const line = (cells: readonly Cell[]) =>
    cells
      .map(({ text, tone = 'plain' }, index) => {
        const room = widths[index] ?? 0
        const shown = shorten(text, room)
        // The last column is not padded: no line ends in blanks.
        return paint(shown, tone) + (index === cells.length - 1 ? '' : ' '.repeat(Math.max(0, room - shown.length)))
      })
      .join(' '.repeat(GAP))
      .trimEnd()
  const heads = columns.map(({ head }) => ({ text: head }))
  const rules = widths.map((room) => ({ text: '─'.repeat(room) }))
  return [line(heads), line(rules), ...rows.map(line)].join('\n')
}

function fit(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): readonly number[] {
  const widths = columns.map(({ head }, index) =>
    rows.reduce((most, row) => Math.max(most, row[index]?.text.length ?? 0), head.length),
  )
  let over = widths.reduce((sum, room) => sum + room, 0) + GAP * (widths.length - 1) - width
  for (let index = columns.length - 1; index >= 0 && over > 0; index -= 1) {
    const least = Math.max(columns[index]?.shrinksTo ?? Number.POSITIVE_INFINITY, columns[index]?.head.length ?? 0)
    const room = widths[index] ?? 0
    const next = Math.max(Math.min(least, room), room - over)
    over -= room - next
    widths[index] = next
  }
  return widths
}

function shorten(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`
}
