import type { Clock } from '@mintwell/clock'
import type { Hono } from 'hono'
import type { Directory } from '../directory/directory.ts'
import type { ProvisionOptions } from '../directory/provision-connection.ts'
import type { ServiceConnection } from '../directory/service-connections.ts'
import type { ServiceEnvironment } from '../ground/caller.ts'
import { AZURE_DEVOPS_ISSUER_HOST } from '../ground/federation.ts'
import type { FindDirect } from '../ground/http/direct.ts'
import { SigningKeys } from '../ground/keys/signing-keys.ts'
import type { Emit } from '../ground/lab-event.ts'
import type { ByteSource } from '../ground/random.ts'
import type { LabSettings } from '../ground/settings.ts'
import { createArmApp } from './arm/app.ts'
import { awsStsHosts, createAwsApp } from './aws/app.ts'
import { azureDevOpsDirect, createAzureDevOpsApp } from './azure-devops/app.ts'
import { AccessTokenCheck } from './bearer/access-token-check.ts'
import { createEntraApp, entraDirect } from './entra/app.ts'
import { AzureCliLogins } from './entra/azure-cli-login.ts'
import { entraHosts } from './entra/instance-discovery.ts'
import { KnownAssertions } from './entra/known-assertions.ts'
import { createGraphApp } from './graph/app.ts'
import type { ServiceHooks } from './hooks/service-hooks.ts'
import type { IdTokenIssuer, IssuerSigningKeys } from './issuers/id-token-issuer.ts'
import { createIssuerApp } from './issuers/issuer-app.ts'
import type { IssuerKeys } from './issuers/issuer-keys.ts'
import type { RevocationHints } from './issuers/revocation-hint.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { RunHistory } from './runs/run-history.ts'
import { createTokenExchangeApp } from './token-exchange/app.ts'
import { TOKEN_EXCHANGE_HOST } from './token-exchange/exchange.ts'

/** What the services of a lab work with; each takes what it needs of it. */
export interface ServicePorts {
  readonly clock: Clock
  readonly random: ByteSource
  readonly emit: Emit
  readonly settings: LabSettings
  readonly directory: Directory
  readonly hooks: ServiceHooks
  /** The keys of the lab's issuers. Entra's sign access tokens too. */
  readonly keys: IssuerSigningKeys
  /** The public keys of the issuers that credentials name. */
  readonly issuerKeys: IssuerKeys
  readonly hints: RevocationHints
  readonly issuer: IdTokenIssuer
  readonly jobs: Jobs
  readonly runs: RunHistory
  /** The lab's own URL for Azure DevOps, such as `https://localhost:43210`. */
  readonly baseUrl: string
  readonly provision: (name: string, options?: ProvisionOptions) => ServiceConnection
}

/** A service as a Hono app: what the gateway knows of a request goes in as its bindings. */
export type ServiceApp = Hono<{ Bindings: ServiceEnvironment }> | Hono

/** A service of the lab, with the names that lead to it. */
export interface HostedService {
  /** In lower case; the first is the one that it is known by. */
  readonly hosts: readonly string[]
  /** Names of a form: those of organizations, or of regions. */
  readonly alsoServes?: RegExp
  readonly app: ServiceApp
  readonly direct?: FindDirect
}

/** All services of a lab. A new one is a line here. */
export function createServiceList(ports: ServicePorts): readonly HostedService[] {
  const { clock, directory, keys, settings } = ports
  const tokens = new AccessTokenCheck({ clock, keys: keys.entra, tenants: directory.tenants })
  const entra = { ...ports, keys: keys.entra, assertions: new KnownAssertions(), azureCli: new AzureCliLogins() }
  const azureDevOps = { ...ports, tokens }
  const azureDevOpsApp = createAzureDevOpsApp(azureDevOps)
  const exchange = {
    ...ports,
    keys: new SigningKeys('thumbprint'),
    settings: settings.tokenExchange ?? {},
    lifetimeSeconds: settings.accessTokenLifetimeSeconds,
  }
  return [
    { hosts: entraHosts, app: createEntraApp(entra), direct: entraDirect(entra) },
    { hosts: ['dev.azure.com', ...LOOPBACK], app: azureDevOpsApp, direct: azureDevOpsDirect(azureDevOps) },
    // Without the short cut, which needs the organization in the path.
    { hosts: [], alsoServes: ORGANIZATION_HOST, app: azureDevOpsApp },
    {
      hosts: [AZURE_DEVOPS_ISSUER_HOST],
      app: createIssuerApp({ ...ports, organizations: directory.organizations, keys: keys.ado }),
    },
    { hosts: ['management.azure.com'], app: createArmApp({ ...ports, tokens }) },
    { hosts: ['graph.microsoft.com'], app: createGraphApp({ ...ports, tokens }) },
    { ...awsStsHosts, app: createAwsApp({ ...ports, settings: settings.aws ?? {} }) },
    { hosts: [TOKEN_EXCHANGE_HOST], app: createTokenExchangeApp(exchange) },
  ]
}

/** Clients that bypass the proxy for loopback reach Azure DevOps at the lab's own `https://localhost:PORT`. */
const LOOPBACK = ['localhost', '127.0.0.1']
const ORGANIZATION_HOST = /^[a-z0-9-]+\.visualstudio\.com$/
