import type { Instant } from '@mintwell/clock'
import type { Token } from '@mintwell/token'

/** What a relying party would object to in a token. `failed`: it refuses it. `warning`: it may, or something must be set there first. */
export interface Objection {
  readonly severity: 'warning' | 'failed'
  /** One sentence. */
  readonly message: string
  readonly cure: string
}

/** What is known beside the token. */
export interface PartyContext {
  readonly now: Instant
  /** Whether the service gives one token again and again. */
  readonly isEchoed: boolean
}

/** A service that takes ID tokens as assertions, with what it looks at beyond signature and end. */
export interface Party {
  /** As `--for` names it. */
  readonly name: string
  readonly title: string
  readonly judge: (token: Token, context: PartyContext) => readonly Objection[]
}
