import type { Speaker } from '../speakers/speakers.ts'
import type { RefusalValues } from './refusal-values.ts'

/** What the meaning and the cures of one refusal may depend on. */
export interface Circumstances {
  /** What the message names. */
  readonly values: RefusalValues
  /** Who printed it and where, as far as the text around it shows. */
  readonly speakers: ReadonlySet<Speaker>
}

/** What is said in place of the general meaning and cures where the circumstances are known. */
export interface RefusalVariant {
  readonly when: (circumstances: Circumstances) => boolean
  readonly meaning?: string
  /** The cheapest first. */
  readonly cures: readonly string[]
}

/** A refusal that is known by its code or its words: data, so that a new one is one entry. */
export interface KnownRefusal {
  readonly meaning: string
  /** The cheapest first. */
  readonly cures: readonly string[]
  /** The first that applies counts. */
  readonly variants?: readonly RefusalVariant[]
  /** Set where the code only introduces another one, which follows it in the same message: `AADSTS70002: Error validating credentials. AADSTS50012: …`. */
  readonly wraps?: true
}

/** A refusal without an AADSTS code: known by its words. */
export interface WordedRefusal extends KnownRefusal {
  /** As the service writes it where it has a code; else a name of ours in kebab case. */
  readonly code: string
  /**
   * The message. White space counts neither here nor in the text, which may be wrapped anywhere; spaces are there to be read. Case does not count. All repetition is
   * bounded, so that time is linear in the text. Named groups become values; those that end in `Time` are seconds since 1970.
   */
  readonly pattern: RegExp
  /** Short texts of ASCII, without a space where possible, of which the message has at least one on one line however it is wrapped between words. */
  readonly clues: readonly string[]
}

/** Chooses what to say of a refusal. */
export function sayOf({ meaning, cures, variants = [] }: KnownRefusal, circumstances: Circumstances) {
  const variant = variants.find(({ when }) => when(circumstances))
  return { meaning: variant?.meaning ?? meaning, cures: variant?.cures ?? cures }
}
