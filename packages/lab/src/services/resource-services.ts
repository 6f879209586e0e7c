import type { Hono } from 'hono'
import { createArmApp } from '../arm/app.ts'
import type { ArmPorts } from '../arm/ports.ts'
import { AccessTokenCheck } from '../bearer/access-token-check.ts'
import type { ServiceEnvironment } from '../gateway/route-table.ts'
import type { SigningKeys } from '../keys/signing-keys.ts'

/** What the services behind the identity services work with. */
export interface ResourceServicesPorts extends Omit<ArmPorts, 'tokens'> {
  /** Entra's own keys, which sign access tokens. */
  readonly entraKeys: SigningKeys
}

/** Finds a service by a host name in lower case, without a port. */
export type FindService = (host: string) => Hono<{ Bindings: ServiceEnvironment }> | undefined

/** Makes the services that tokens are spent at: Azure Resource Manager. */
export function createResourceServices(ports: ResourceServicesPorts): FindService {
  const { clock, directory, entraKeys } = ports
  const tokens = new AccessTokenCheck({ clock, keys: entraKeys, tenants: directory.tenants })
  const arm = createArmApp({ ...ports, tokens })
  const byHost = new Map([['management.azure.com', arm]])
  return (host) => byHost.get(host)
}
