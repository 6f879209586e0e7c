import type { Instant } from '@mintwell/clock'

/** Who sent a request to a service, as far as the service knows. */
export interface EventCaller {
  readonly runNumber: number
  readonly stage: string
  readonly job: string
  /** Null for what the job itself was given. */
  readonly step: string | null
  /** `login` where the step's `az` logs in, `script` for all else. */
  readonly purpose: 'login' | 'script' | null
}

/** An ID token was handed out. The token itself is in no event. */
export interface IdTokenIssued {
  readonly kind: 'id-token-issued'
  readonly at: Instant
  readonly caller: EventCaller | null
  /** Null for a pipeline's own token. */
  readonly connection: string | null
  readonly connectionId: string | null
  /** `oidc`: asked for. `late-bound`: the service put it into the endpoint. */
  readonly source: 'oidc' | 'late-bound'
  /** True when this very token had been handed out before. */
  readonly reissued: boolean
  readonly fingerprint: string
  readonly issuer: string
  readonly subject: string
  readonly audience: string
  readonly issuedAt: Instant
  readonly notBefore: Instant
  readonly expiresAt: Instant
  /** When it was really made: Entra writes `iat` five minutes earlier. */
  readonly mintedAt: Instant
}

/** Somebody presented an assertion to a token service. */
export interface Exchange {
  readonly kind: 'exchange'
  /** Absent: Entra. */
  readonly service?: 'aws' | 'token-exchange' | undefined
  readonly at: Instant
  readonly caller: EventCaller | null
  readonly clientId: string | null
  readonly status: number
  /** The AADSTS number of a refusal by Entra. */
  readonly errorCode: number | null
  /** Another service's own code, such as `ExpiredTokenException`. */
  readonly error?: string | null
  /** Of the assertion; null when there was none. */
  readonly fingerprint: string | null
  /** What was asked for: a resource, an audience, a role's ARN. */
  readonly audience: string | null
}

/** Azure DevOps refused to issue an ID token. */
export interface IdTokenRefused {
  readonly kind: 'refused'
  readonly at: Instant
  readonly caller: EventCaller | null
  readonly reason: string
  readonly status: number
  readonly connectionId: string | null
}

/** A connection that nobody had configured was made when it was first used. */
export interface ConnectionProvisioned {
  readonly kind: 'connection-provisioned'
  readonly at: Instant
  readonly connection: string
  readonly connectionId: string
  readonly organization: string
  readonly project: string
  readonly tenant: string
  readonly clientId: string
  readonly subscriptionId: string
  readonly issuer: string
  readonly subject: string
}

export interface FaultSwitched {
  readonly kind: 'fault-switched'
  readonly at: Instant
  readonly fault: string
  readonly on: boolean
}

/** An issuer signs with a new key from now on; `overlap` says whether the former ones stay published. */
export interface KeysRotated {
  readonly kind: 'keys-rotated'
  readonly at: Instant
  readonly issuer: 'entra' | 'ado'
  readonly overlap: boolean
}

/** A service failed at its own doing: a bug of the lab, never the fault of a client. */
export interface ServiceFailed {
  readonly kind: 'service-failed'
  readonly at: Instant
  readonly service: string
  readonly message: string
}

/** What the services of a run say. */
export type ServiceEvent =
  | IdTokenIssued
  | Exchange
  | IdTokenRefused
  | ConnectionProvisioned
  | FaultSwitched
  | KeysRotated
  | ServiceFailed
