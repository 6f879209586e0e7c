import type { Instant } from '@mintwell/clock'

/** Who asked, as far as the services know: null for what the job itself was given, and for a request from outside of any step. */
export interface EventCaller {
  readonly runNumber: number
  readonly stage: string
  readonly job: string
  readonly step: string | null
  /** `login` where the step's `az` logs in, `script` for all else. */
  readonly purpose: 'login' | 'script' | null
}

/** The times of a token, as instants. `mintedAt` is when it was really made: Entra writes `iat` five minutes earlier. */
export interface TokenTimes {
  readonly issuedAt: Instant
  readonly notBefore: Instant
  readonly expiresAt: Instant
  readonly mintedAt: Instant
}

/** An ID token was handed out. The token itself is in no event. */
export interface IdTokenIssued extends TokenTimes {
  readonly kind: 'id-token-issued'
  readonly at: Instant
  readonly caller: EventCaller | null
  /** Name and id of the connection; null for a pipeline's own token. */
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
}

/** Somebody presented something at Entra's token endpoint. */
export interface ExchangeAtEntra {
  readonly kind: 'exchange'
  readonly service?: undefined
  readonly at: Instant
  readonly caller: EventCaller | null
  readonly endpoint: 'v1' | 'v2'
  readonly tenant: string
  readonly clientId: string | null
  readonly status: number
  /** The AADSTS code; null when it was accepted, or answered without one. */
  readonly errorCode: number | null
  /** Of the assertion that was presented; null when there was none. */
  readonly fingerprint: string | null
  /** The resource that a token was asked for. */
  readonly audience: string | null
}

/** Somebody presented an ID token at another token service than Entra: AWS', or that of RFC 8693. */
export interface ExchangeElsewhere {
  readonly kind: 'exchange'
  readonly service: 'aws' | 'token-exchange'
  readonly at: Instant
  readonly caller: EventCaller | null
  readonly clientId: null
  readonly status: number
  readonly errorCode: null
  /** The service's own code, such as `ExpiredTokenException`; null when it was accepted. */
  readonly error: string | null
  /** Of the token that was presented; null when there was none. */
  readonly fingerprint: string | null
  /** What was asked for: a role's ARN, or an audience. */
  readonly audience: string | null
}

/** Somebody presented something at a token service. */
export type Exchange = ExchangeAtEntra | ExchangeElsewhere

/** A connection that nobody had configured was created when it was first used. */
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

/** Why Azure DevOps gave no ID token. */
export type RefusalReason =
  | 'unauthorized'
  | 'job-ended'
  | 'other-job'
  | 'unreferenced-connection'
  | 'method'
  | 'version'
  | 'malformed'
  | 'not-found'
  | 'fault'

/** Azure DevOps refused to issue an ID token. */
export interface IdTokenRefused {
  readonly kind: 'refused'
  readonly at: Instant
  readonly caller: EventCaller | null
  readonly reason: RefusalReason
  readonly status: number
  /** The id that was asked for; null where there was none. */
  readonly connectionId: string | null
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

/** A service of the lab failed at its own doing: a bug of the lab, never the fault of a client. */
export interface ServiceFailed {
  readonly kind: 'service-failed'
  readonly at: Instant
  readonly service: 'entra' | 'azure-devops' | 'issuer' | 'arm' | 'graph' | 'aws' | 'token-exchange'
  readonly message: string
}

/** What the services of a run say. */
export type ServiceEvent =
  | IdTokenIssued
  | Exchange
  | ConnectionProvisioned
  | IdTokenRefused
  | FaultSwitched
  | KeysRotated
  | ServiceFailed
