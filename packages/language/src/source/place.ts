/** A position in a file of the user's; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Where the template that this position is in was called from, for what came through a template; a chain ends at the entry file. */
  readonly via?: Place
}

/** The positions of a value from the innermost template out to the entry file. */
export function placeChain(place: Place): readonly Place[] {
  const chain: Place[] = []
  for (let next: Place | undefined = place; next; next = next.via) chain.push(next)
  return chain
}
