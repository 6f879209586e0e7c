import type { Instant } from '@mintwell/clock'
import type { Application } from '../../directory/applications.ts'
import type { FederatedCredential } from '../../directory/federated-credentials.ts'
import type { ServiceConnection } from '../../directory/service-connections.ts'
import type { IssuingService } from '../../ground/federation.ts'
import type { FetchedDocument, HttpAnswer } from '../../ground/http/answer.ts'
import type { Claims } from '../../ground/keys/sign-jwt.ts'
import type { SigningKey } from '../../ground/keys/signing-keys.ts'
import type { IdToken, IssueRequest, Mint } from './id-token.ts'

/** A request for an ID token whose caller is known and whose connection may be used. */
export interface OidcTokenRequest {
  /** Undefined where a pipeline asks for its own token. */
  readonly connection: ServiceConnection | undefined
  readonly at: Instant
  /** When the step that asks was given its job token. */
  readonly stepOpenedAt: Instant
}

/** What is answered in place of an ID token: an answer of its own, or one of the service's refusals. */
export type OidcTokenAnswer = HttpAnswer | 'unauthorized' | 'unreferenced-connection'

/** A request at Entra's token endpoint, before it is looked at. */
export interface TokenEndpointRequest {
  readonly at: Instant
  readonly tenant: string
  readonly version: 'v1' | 'v2'
}

/** What changes an answer of the REST API of Azure DevOps: an answer in its place, or headers that it has besides. */
export interface RestIntervention {
  readonly answer?: HttpAnswer
  readonly headers?: Readonly<Record<string, string>>
}

/** Policies by which a tenant forbids an exchange that its credentials allow. */
export const federationPolicies = ['off', 'issuer', 'enterprise', 'cross-cloud'] as const

export type FederationPolicy = (typeof federationPolicies)[number]

/**
 * A port: the points at which somebody else can change what the services do. The services work as the real ones do with {@link noHooks}; the lab's faults
 * are another implementation.
 */
export interface ServiceHooks {
  /** Called for every issue of a connection's ID token at the OIDC endpoint. `mint` makes a new token. */
  issueIdToken(request: IssueRequest, mint: Mint): Promise<IdToken>
  /** The token that the service puts into a connection's endpoint when a job starts; undefined for none. */
  bindIdToken(request: IssueRequest, mint: Mint): Promise<IdToken | undefined>
  /** Variables that the service sets for every job. */
  jobVariables(): Readonly<Record<string, string>>
  /** The claims of an ID token as they are to be signed. */
  changeClaims(claims: Claims, connection: ServiceConnection): Claims
  /** How far the issuers' clock is ahead, in milliseconds. */
  issuerClockOffsetMs(): number
  /** An answer in place of the OIDC endpoint's; undefined lets the request through, perhaps later. */
  answerOidcToken(request: OidcTokenRequest): Promise<OidcTokenAnswer | undefined>
  /** An answer in place of Entra's token endpoint; undefined lets the request through, perhaps later. */
  answerTokenEndpoint(request: TokenEndpointRequest): Promise<HttpAnswer | undefined>
  /** Called for each request to the REST API whose caller is known. */
  interveneRest(): RestIntervention
  /** Whether readers of service connections are not shown their authorization. */
  hidesAuthorization(): boolean
  /** An answer in place of an issuer's document that is fetched. */
  answerDocument(url: string): FetchedDocument | undefined
  /** The credentials of an application as the token service sees them. */
  viewCredentials(application: Application, at: Instant): readonly FederatedCredential[]
  /** The policy of the tenant that forbids exchanges of ID tokens; undefined for none. */
  federationPolicy(): FederationPolicy | undefined
  /** The keys that an issuer publishes, the one that signs first. */
  viewPublishedKeys(issuer: IssuingService, keys: readonly SigningKey[]): readonly SigningKey[]
  /** Calls `listener` whenever the answers of the other hooks may have changed, so that what was cached is dropped. */
  onChange(listener: () => void): void
}

/** Changes nothing: the services do as the real ones. */
export const noHooks: ServiceHooks = {
  issueIdToken: (_request, mint) => mint(),
  bindIdToken: async () => undefined,
  jobVariables: () => ({}),
  changeClaims: (claims) => claims,
  issuerClockOffsetMs: () => 0,
  answerOidcToken: async () => undefined,
  answerTokenEndpoint: async () => undefined,
  interveneRest: () => ({}),
  hidesAuthorization: () => false,
  answerDocument: () => undefined,
  viewCredentials: ({ federatedCredentials }) => federatedCredentials,
  federationPolicy: () => undefined,
  viewPublishedKeys: (_issuer, keys) => keys,
  onChange: () => {},
}
