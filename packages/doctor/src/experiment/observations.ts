import type { Instant, Token } from '@mintwell/token'

/** What the variable of the script holds. */
export type HeldToken =
  /** There is no such variable, or the script has none to look at. */
  | { readonly kind: 'absent' }
  /** Empty, `null` or `undefined`: what a task makes of an answer without a token. */
  | { readonly kind: 'no-token'; readonly text: string }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'token'; readonly token: Token }

/** Why a request for an ID token brought none. */
export type UnansweredCause = 'job-token' | 'network' | 'no-token'

/** A request for an ID token: a token with the instant at which it came (by the server's clock where it said), or a refusal. */
export type AskedToken =
  | { readonly kind: 'token'; readonly token: Token; readonly at: Instant }
  | { readonly kind: 'refused'; readonly cause: UnansweredCause; readonly message: string; readonly hint: string }

/** When the task that gave the script its token started, and what that is known from. `at` is null where nothing tells. */
export interface TaskStart {
  readonly at: Instant | null
  /** `script-name`: the task named its script by the time; `pipeline-start`: the run is not older than this. */
  readonly from: 'script-name' | 'pipeline-start' | 'unknown'
}

/** What the service of a failing step said of the token it was given. */
export interface PartyRefusal {
  readonly kind: 'replayed' | 'too-old'
  /** The words or the code that say so. */
  readonly words: string
}

/** All that the deciding experiment looks at. Instants are those of the server. */
export interface Observations {
  readonly held: HeldToken
  /** How messages name where the held token is, such as `$idToken`. */
  readonly heldName: string
  /** At most three, in order; the second follows the first after 30 s. */
  readonly requests: readonly AskedToken[]
  readonly taskStart: TaskStart
  /** Whether the pipeline feature EnableLateBoundIdToken is on. */
  readonly lateBoundFlag: 'on' | 'off' | 'unset'
  /** The fingerprint of a token that the service bound to the connection, where the step can see it. */
  readonly boundFingerprint: string | undefined
  /** By how much the servers' clock is ahead of this machine's, in milliseconds; null where it is not known. */
  readonly clockOffset: number | null
  readonly now: Instant
  /** How long the token is needed, in milliseconds. */
  readonly needs: number | undefined
  readonly refusal: PartyRefusal | undefined
}
