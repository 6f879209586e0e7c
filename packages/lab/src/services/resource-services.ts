import type { Hono } from 'hono'
import { createArmApp } from '../arm/app.ts'
import type { ArmPorts } from '../arm/ports.ts'
import { createAwsApp, isAwsStsHost } from '../aws/app.ts'
import { AccessTokenCheck } from '../bearer/access-token-check.ts'
import type { IssuerKeys } from '../entra/issuer-keys.ts'
import type { ServiceEnvironment } from '../gateway/route-table.ts'
import { createGraphApp } from '../graph/app.ts'
import type { SigningKeys } from '../keys/signing-keys.ts'
import type { LabSettings } from './settings.ts'

/** What the services behind the identity services work with. */
export interface ResourceServicesPorts extends Omit<ArmPorts, 'tokens'> {
  readonly settings: LabSettings
  /** The keys of the issuers of ID tokens. */
  readonly issuerKeys: IssuerKeys
  /** Entra's own keys, which sign access tokens. */
  readonly entraKeys: SigningKeys
}

/** Finds a service by a host name in lower case, without a port. */
export type FindService = (host: string) => Hono<{ Bindings: ServiceEnvironment }> | undefined

/** Makes the services that tokens are spent at: Azure Resource Manager and Microsoft Graph. */
export function createResourceServices(ports: ResourceServicesPorts): FindService {
  const { clock, directory, entraKeys, settings } = ports
  const tokens = new AccessTokenCheck({ clock, keys: entraKeys, tenants: directory.tenants })
  const arm = createArmApp({ ...ports, tokens })
  const graph = createGraphApp({ ...ports, tokens })
  const aws = createAwsApp({ ...ports, settings: settings.aws ?? {} })
  const byHost = new Map<string, ReturnType<FindService>>([
    ['management.azure.com', arm],
    ['graph.microsoft.com', graph],
  ])
  return (host) => byHost.get(host) ?? (isAwsStsHost(host) ? aws : undefined)
}
