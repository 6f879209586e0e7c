/** A refusal that is known by its code or words: data, so that a new one is one entry. */
export interface KnownRefusal {
  readonly meaning: string
  /** Cheapest first. */
  readonly cures: readonly string[]
}
