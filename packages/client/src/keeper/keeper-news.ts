import type { Instant } from '@mintwell/clock'
import type { Judgement, TokenReading } from '@mintwell/token'
import type { Held, RequestFailure } from './held.ts'

/** Why a keeper gave up before it handed anything out. */
export interface Refusal {
  readonly reason: /** The policy is to fail, or asking again did not help. */
    | 'breach'
    /** Waited as long as was allowed. */
    | 'waited'
    /** No token of this issuer can meet the contract, however new. */
    | 'hopeless'
    /** The job token ends before the budget. */
    | 'source-ends'
    /** No token could be had. */
    | 'failure'
  readonly at: Instant
  /** The best token that came, by its times; undefined where none came. */
  readonly reading: TokenReading | undefined
  readonly judgement: Judgement | undefined
  readonly waited: number
  readonly failure: RequestFailure | undefined
  readonly sourceEndsAt: Instant | undefined
}

/** What a keeper reports; `describe-news.ts` puts it into words. `at` is by the server's clock. */
export type KeeperNews = { readonly at: Instant } & (
  | { readonly kind: 'taken'; readonly held: Held }
  /** The token does not meet the contract. `until` is how long it is waited at most; undefined where the token is used all the same. */
  | {
      readonly kind: 'breach'
      readonly reading: TokenReading
      readonly judgement: Judgement
      readonly until: Instant | undefined
    }
  | {
      readonly kind: 'still-waiting'
      readonly reading: TokenReading | undefined
      readonly since: Instant
      readonly until: Instant
    }
  | { readonly kind: 'refreshed'; readonly held: Held }
  /** The source gave the same token, or one that ends no later. */
  | { readonly kind: 'not-rotated'; readonly held: Held }
  | {
      readonly kind: 'failed'
      readonly failure: RequestFailure
      readonly retryAt: Instant
      readonly held: Held | undefined
    }
  | { readonly kind: 'recovered'; readonly after: number }
  | { readonly kind: 'rejected'; readonly fingerprint: string }
  | { readonly kind: 'ended'; readonly held: Held; readonly failure: RequestFailure | undefined }
  | { readonly kind: 'source-ends'; readonly sourceEndsAt: Instant; readonly held: Held }
)
