import type { RefusalValues } from './refusal-values.ts'

/** A refusal that is known by its code or words: data, so that a new one is one entry. */
export interface KnownRefusal {
  readonly meaning: string
  /** Cheapest first. */
  readonly cures: readonly string[]
  /** The cures that follow from what the message names, in place of the others; undefined where it names nothing that they hang on. */
  readonly curesFor?: (values: RefusalValues) => readonly string[] | undefined
}
