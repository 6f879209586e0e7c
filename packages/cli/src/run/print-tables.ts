import { layOut as layOutCells, plainPaint, USUAL_WIDTH } from '@mintwell/record'

/** Lays out rows of text under their heads, without colours; nothing is shortened. */
export function layOut(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return layOutCells(
    heads.map((head) => ({ head })),
    rows.map((row) => row.map((text) => ({ text }))),
    { width: USUAL_WIDTH, paint: plainPaint },
  )
}
