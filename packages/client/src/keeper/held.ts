import type { Instant } from '@mintwell/clock'
import type { Judgement, Token } from '@mintwell/token'

/** A token as the keeper has it. */
export interface Held {
  /** The compact token. A secret. */
  readonly token: string
  readonly reading: Token
  readonly judgement: Judgement
  readonly receivedAt: Instant
}

/** Why a request brought no token. */
export interface RequestFailure {
  /** `transient`: may well succeed in a moment; `doubtful`: may, but not often; `permanent`: will not. */
  readonly kind: 'transient' | 'doubtful' | 'permanent'
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter?: number
  /** The error, for messages and to be thrown. Never holds a token. */
  readonly error: unknown
}
