import type { Clock } from '@mintwell/clock'
import type { Hono } from 'hono'
import { createArmApp } from '../arm/app.ts'
import { createAwsApp, isAwsStsHost } from '../aws/app.ts'
import { AccessTokenCheck } from '../bearer/access-token-check.ts'
import type { Directory } from '../directory/directory.ts'
import type { IssuerKeys } from '../entra/issuer-keys.ts'
import type { Emit } from '../events/lab-event.ts'
import type { ServiceEnvironment } from '../gateway/caller.ts'
import { createGraphApp } from '../graph/app.ts'
import { SigningKeys } from '../keys/signing-keys.ts'
import { createTokenExchangeApp } from '../token-exchange/app.ts'
import { TOKEN_EXCHANGE_HOST } from '../token-exchange/exchange.ts'
import type { Random } from './random.ts'
import type { LabSettings } from './settings.ts'

/** What the services that tokens are spent at work with. */
export interface ResourceServicesPorts {
  readonly clock: Clock
  readonly random: Random
  readonly emit: Emit
  readonly directory: Directory
  readonly settings: LabSettings
  /** The keys of the issuers of ID tokens. */
  readonly issuerKeys: IssuerKeys
  /** Entra's own keys, which sign access tokens. */
  readonly entraKeys: SigningKeys
  /** The keys of the RFC 8693 endpoint. Default: its own, made when they are first needed. */
  readonly exchangeKeys?: SigningKeys
}

/** Finds a service by a host name in lower case, without a port. */
export type FindService = (host: string) => Hono<{ Bindings: ServiceEnvironment }> | undefined

/**
 * Makes the services that tokens are spent at: Azure Resource Manager and Microsoft Graph for access tokens; AWS' token service and an RFC 8693 endpoint
 * for ID tokens.
 */
export function createResourceServices(ports: ResourceServicesPorts): FindService {
  const { clock, directory, entraKeys, settings } = ports
  const tokens = new AccessTokenCheck({ clock, keys: entraKeys, tenants: directory.tenants })
  const aws = createAwsApp({ ...ports, settings: settings.aws ?? {} })
  const byHost = new Map<string, ReturnType<FindService>>([
    ['management.azure.com', createArmApp({ ...ports, tokens })],
    ['graph.microsoft.com', createGraphApp({ ...ports, tokens })],
    [
      TOKEN_EXCHANGE_HOST,
      createTokenExchangeApp({
        ...ports,
        keys: ports.exchangeKeys ?? new SigningKeys('thumbprint'),
        settings: settings.tokenExchange ?? {},
        lifetimeSeconds: settings.accessTokenLifetimeSeconds,
      }),
    ],
  ])
  return (host) => byHost.get(host) ?? (isAwsStsHost(host) ? aws : undefined)
}
