import type { AwsSettings } from './aws-settings.ts'
import type { IssuingService } from './federation.ts'
import type { GraphAccess } from './graph-access.ts'
import type { TokenExchangeSettings } from './token-exchange-settings.ts'

/** How a connection proves who it is to Entra: an ID token, a client secret, or a certificate. */
export type ConnectionScheme = 'workloadIdentityFederation' | 'secret' | 'certificate'

/** What `mintwell.yml` can say about one service connection. What it does not say, the lab makes up. */
export interface ConnectionSettings {
  /** The tenant's id, a GUID. */
  readonly tenant?: string
  /** The client id of the app registration, a GUID. Several connections may share one. */
  readonly app?: string
  /** The subject that the federated identity credential expects. Default: what the service puts into the token. */
  readonly subject?: string
  /** The audience that the federated identity credential expects. Default `api://AzureADTokenExchange`. */
  readonly audience?: string
  /** Who issues the connection's ID tokens. Default: the lab's `issuer`. */
  readonly issuer?: IssuingService
  /** The subscription's id, a GUID. */
  readonly subscription?: string
  /** What its application may do in Microsoft Graph. Default `credentials`: read all, and manage federated identity credentials. */
  readonly graph?: GraphAccess
  /** Default `workloadIdentityFederation`. */
  readonly scheme?: ConnectionScheme
  readonly idTokenLifetimeSeconds?: number
}

/** The settings of a lab, already checked. Lifetimes are whole seconds, because that is what a token can say. */
export interface LabSettings {
  readonly organization: string
  readonly project: string
  /** The id of the tenant that connections are created in, a GUID. */
  readonly tenant?: string
  readonly tenantName: string
  readonly tenantDomain: string
  /** Who issues ID tokens for connections that do not say it themselves. */
  readonly issuer: IssuingService
  /** From mint to `exp`. Default: 86 400 for Entra's issuer, 600 for Azure DevOps'. */
  readonly idTokenLifetimeSeconds?: number
  readonly accessTokenLifetimeSeconds: number
  /** How far an assertion may be outside of its time. */
  readonly clockSkewSeconds: number
  /** All ids of the lab follow from it. Default: random. */
  readonly seed?: string
  readonly connections: Readonly<Record<string, ConnectionSettings>>
  /** What AWS trusts. Default: the lab's own issuers, and every role trusts them. */
  readonly aws?: AwsSettings
  /** What the RFC 8693 endpoint takes and gives. */
  readonly tokenExchange?: TokenExchangeSettings
}

/** Entra's access token for an app is valid for an hour at least (60 to 90 minutes: Microsoft Learn, access tokens); for service principals `expires_in` is mostly 3599 s (public captures). */
const ACCESS_TOKEN_LIFETIME_SECONDS = 3_600
/** Entra's tolerance for the times of an assertion: a token refused 5 min 8 s after its end is public (the report behind this project). */
const CLOCK_SKEW_SECONDS = 300

/** The settings of a lab for which nothing is configured. */
export const defaultSettings: LabSettings = {
  organization: 'lab',
  project: 'pipelines',
  tenantName: 'Mintwell Lab',
  tenantDomain: 'mintwell-lab.onmicrosoft.com',
  issuer: 'entra',
  accessTokenLifetimeSeconds: ACCESS_TOKEN_LIFETIME_SECONDS,
  clockSkewSeconds: CLOCK_SKEW_SECONDS,
  connections: {},
}
