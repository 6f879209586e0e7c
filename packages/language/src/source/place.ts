/** A position in the user's file; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}
