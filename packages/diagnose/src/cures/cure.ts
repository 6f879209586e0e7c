import type { AssertionIssuer } from '../assertion/assertion-issuer.ts'
import type { AssertionTimes } from '../assertion/assertion-times.ts'
import type { Mechanism } from '../assertion/mechanisms.ts'
import type { SeenToken } from '../assertion/seen-tokens.ts'
import type { Speaker } from '../speakers/speakers.ts'

/** What one cure costs: 1 nothing but another run, 2 a setting, 3 a search, 4 a change of the pipeline, 5 other people's time. */
export interface Cure {
  readonly cost: 1 | 2 | 3 | 4 | 5
  readonly text: string
}

/** What the cures depend on. */
export interface CureContext {
  readonly times: AssertionTimes
  readonly issuer: AssertionIssuer
  readonly mechanisms: readonly Mechanism[]
  readonly seen: readonly SeenToken[]
  /** Who printed the refusal. */
  readonly speakers: ReadonlySet<Speaker>
}

/** Step by step: `mintwell inspect` before the work, so that a token that is too old ends the step in its first second. */
export const GUARD: Cure = {
  cost: 4,
  text: 'Guard the step: `mintwell inspect --env idToken --min-remaining 30m` fails in its first second, with the reason, and not after the work is done.',
}
export const EXCHANGE_EARLY: Cure = {
  cost: 4,
  text: 'Exchange the ID token for an access token at once and pass that on: it lives for an hour or more from then.',
}
export const TAKE_LATE: Cure = { cost: 4, text: 'Take the token in the step that exchanges it, right before.' }
