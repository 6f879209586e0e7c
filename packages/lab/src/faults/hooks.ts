import type { Instant } from '@mintwell/clock'
import type { Application } from '../directory/applications.ts'
import type { FederatedCredential } from '../directory/federated-credentials.ts'
import type { ServiceConnection } from '../directory/service-connections.ts'
import type { FetchedDocument, HttpAnswer } from '../http/answer.ts'
import type { IssuerKind } from '../issuers/federation.ts'
import type { IdToken, IssueRequest, Mint } from '../issuers/id-token.ts'
import type { Claims } from '../keys/sign-jwt.ts'
import type { SigningKey } from '../keys/signing-keys.ts'

/** A request for an ID token whose caller is known and whose connection may be used. */
export interface OidcTokenRequest {
  /** Undefined where a pipeline asks for its own token. */
  readonly connection: ServiceConnection | undefined
  readonly at: Instant
  /** When the step that asks was given its job token. */
  readonly stepOpenedAt: Instant
}

/** What a fault can make of a request for an ID token: an answer of its own, or one of the service's refusals. */
export type OidcTokenFault = HttpAnswer | 'unauthorized' | 'unreferenced-connection'

/** A request at Entra's token endpoint, before it is looked at. */
export interface TokenEndpointRequest {
  readonly at: Instant
  readonly tenant: string
  readonly version: 'v1' | 'v2'
}

/**
 * Where a fault can take hold. Each is optional; the services work as the real ones where no fault has a say. Where several faults have the same
 * hook, the one that was switched on first stands outermost.
 */
export interface FaultHooks {
  /** Stands around every issue of a connection's ID token at the OIDC endpoint. `next` goes on, to a new token in the end. */
  issueIdToken?(request: IssueRequest, next: Mint): Promise<IdToken>
  /** The token that the service puts into a connection's endpoint when a job starts. */
  bindIdToken?(request: IssueRequest, mint: Mint): Promise<IdToken | undefined>
  /** Variables that the service sets for every job. */
  readonly jobVariables?: Readonly<Record<string, string>>
  /** Changes the claims of an ID token before it is signed. */
  changeClaims?(claims: Claims, connection: ServiceConnection): Claims
  /** How far the issuers' clock is ahead, in milliseconds. */
  issuerClockOffsetMs?(): number
  /** Answers in place of the OIDC endpoint; undefined lets the request through, perhaps later. */
  answerOidcToken?(request: OidcTokenRequest): Promise<OidcTokenFault | undefined>
  /** Answers in place of Entra's token endpoint; undefined lets the request through, perhaps later. */
  answerTokenEndpoint?(request: TokenEndpointRequest): Promise<HttpAnswer | undefined>
  /** Answers in place of an issuer's document that Entra fetches. */
  answerDocument?(url: string): FetchedDocument | undefined
  /** The credentials of an application as the token service sees them. */
  viewCredentials?(
    application: Application,
    credentials: readonly FederatedCredential[],
    at: Instant,
  ): readonly FederatedCredential[]
  /** The keys that an issuer publishes, the one that signs first. */
  viewPublishedKeys?(issuer: IssuerKind, keys: readonly SigningKey[]): readonly SigningKey[]
}
