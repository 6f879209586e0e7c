import type { Instant } from '@mintwell/clock'
import type { Contract, Seen } from '@mintwell/token'
import type { Held, RequestFailure } from './held.ts'
import type { KeeperNews, Refusal } from './keeper-news.ts'

/** What to do when the first token does not meet the contract. */
export const breachPolicies = ['wait', 'retry', 'warn', 'fail'] as const
export type BreachPolicy = (typeof breachPolicies)[number]

/** What a keeper is asked to keep; durations in milliseconds, instants by the server's clock. */
export interface KeeperOptions {
  readonly contract: Contract
  readonly onBreach: BreachPolicy
  readonly maxWait: number
  /** Whether asking again can bring a newer token: then a budget is met by refreshing, otherwise by what the token has left. */
  readonly refreshable: boolean
  /** When the source itself ends: the job token's end, as far as it is known. */
  readonly sourceEndsAt?: Instant
  /** Whether to refresh without being asked. Without, a refresh is begun when somebody asks for the token and it is due. */
  readonly background: boolean
  /** Tokens seen before the keeper began: those of receipts. */
  readonly history: Seen
}

/** What happens to a keeper. */
export type KeeperEvent =
  /** Time has passed; also the first event of all. */
  | { readonly kind: 'tick' }
  /** The request that was under way brought this text. */
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'failed'; readonly failure: RequestFailure }
  /** An answer has told that the server's clock stands elsewhere than was believed: what was believed to be `now - by` is `now`. */
  | { readonly kind: 'clock-moved'; readonly by: number }
  /** A caller needs the token now. */
  | { readonly kind: 'asked' }
  /** A service refused this token. */
  | { readonly kind: 'rejected'; readonly fingerprint: string }
  | { readonly kind: 'stop' }

/** What a keeper asks its driver to do. */
export type KeeperEffect =
  /** Ask the source, once. */
  | { readonly kind: 'request' }
  /** This is the token from now on. */
  | { readonly kind: 'hand-out'; readonly held: Held }
  /** Tell people. */
  | { readonly kind: 'news'; readonly news: KeeperNews }
  /** The contract cannot be met: the keeper has ended. */
  | { readonly kind: 'refuse'; readonly refusal: Refusal }

/** Waiting for a token that meets the contract, after a breach. */
export interface Waiting {
  readonly since: Instant
  /** The bound: never longer than this. */
  readonly until: Instant
  /** When the next line is due. */
  readonly lineAt: Instant
}

/** Before the first token was handed out. */
export interface Starting {
  readonly phase: 'starting'
  readonly since: Instant
  /** The best of what came so far. */
  readonly best: Held | undefined
  /** Whether the one retry for an echoed or stale token was made. */
  readonly asksMade: number
  /** What `retry` has left. */
  readonly retriesLeft: number
  readonly waiting: Waiting | undefined
}

/** After it. */
export interface Running {
  readonly phase: 'running'
  readonly current: Held | undefined
  /** A token that is not valid yet, while `current` is. */
  readonly next: Held | undefined
  /** Whether it was told that `current` has ended. */
  readonly endTold: boolean
  /** Whether it was told that the source gives the same token again. */
  readonly echoTold: boolean
  readonly rejectedAt: Instant | undefined
}

/** The whole state of a keeper: plain data. All instants are by the server's clock. */
export interface KeeperState {
  readonly options: KeeperOptions
  readonly stage: Starting | Running | { readonly phase: 'ended' }
  readonly inFlight: boolean
  /** When to ask next by itself; undefined for not at all. */
  readonly askAt: Instant | undefined
  /** Not before this, whatever the reason: back-off, `Retry-After`, and the pause between two requests. */
  readonly earliestAsk: Instant
  /** Failures in a row. */
  readonly failures: number
  readonly failureToldAt: Instant | undefined
  /** The last failure, while nothing has succeeded since. */
  readonly failure: RequestFailure | undefined
  /** Fingerprints of this keeper's own tokens. */
  readonly seen: ReadonlySet<string>
  readonly rejected: ReadonlySet<string>
}

/** A step of the machine: the state after it, and what is to be done, in order. */
export interface Transition {
  readonly state: KeeperState
  readonly effects: readonly KeeperEffect[]
}
