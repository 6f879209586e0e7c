import type { Instant } from '@mintwell/clock'
import type { Application } from '../directory/applications.ts'
import type { FederatedCredential } from '../directory/federated-credentials.ts'
import type { ServiceConnection } from '../directory/service-connections.ts'
import type { IssuingService } from '../ground/federation.ts'
import type { FetchedDocument, HttpAnswer } from '../ground/http/answer.ts'
import type { Claims } from '../ground/keys/sign-jwt.ts'
import type { SigningKey } from '../ground/keys/signing-keys.ts'
import type { IdToken, IssueRequest, Mint } from '../services/hooks/id-token.ts'
import type {
  FederationPolicy,
  OidcTokenAnswer,
  OidcTokenRequest,
  RestIntervention,
  TokenEndpointRequest,
} from '../services/hooks/service-hooks.ts'

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
  answerOidcToken?(request: OidcTokenRequest): Promise<OidcTokenAnswer | undefined>
  /** Answers in place of Entra's token endpoint; undefined lets the request through, perhaps later. */
  answerTokenEndpoint?(request: TokenEndpointRequest): Promise<HttpAnswer | undefined>
  /** Has a say in each answer of the REST API of Azure DevOps; undefined leaves it as it is. */
  interveneRest?(): RestIntervention | undefined
  /** Readers of service connections are not shown their authorization. */
  readonly hidesAuthorization?: true
  /** Answers in place of an issuer's document that Entra fetches. */
  answerDocument?(url: string): FetchedDocument | undefined
  /** The credentials of an application as the token service sees them. */
  viewCredentials?(
    application: Application,
    credentials: readonly FederatedCredential[],
    at: Instant,
  ): readonly FederatedCredential[]
  /** The policy of the tenant that forbids exchanges of ID tokens. */
  federationPolicy?(): FederationPolicy | undefined
  /** The keys that an issuer publishes, the one that signs first. */
  viewPublishedKeys?(issuer: IssuingService, keys: readonly SigningKey[]): readonly SigningKey[]
}
