import type { Clock } from '@mintwell/clock'
import type { Hono } from 'hono'
import { azureDevOpsDirect, createAzureDevOpsApp } from '../azure-devops/app.ts'
import { AccessTokenCheck } from '../bearer/access-token-check.ts'
import { createDirectory, type Directory } from '../directory/directory.ts'
import { type ProvisionOptions, provisionConnection } from '../directory/provision-connection.ts'
import type { ServiceConnection } from '../directory/service-connections.ts'
import { type DirectorySnapshot, exportDirectory, importDirectory } from '../directory/snapshot.ts'
import { createEntraApp, type EntraEnvironment, entraDirect } from '../entra/app.ts'
import { AzureCliLogins } from '../entra/azure-cli-login.ts'
import { entraHosts } from '../entra/instance-discovery.ts'
import { IssuerKeys } from '../entra/issuer-keys.ts'
import { KnownAssertions } from '../entra/known-assertions.ts'
import type { Emit } from '../events/lab-event.ts'
import { Faults } from '../faults/faults.ts'
import type { Service } from '../gateway/route-table.ts'
import type { FetchDocument } from '../http/answer.ts'
import { AZURE_DEVOPS_ISSUER_HOST, type IssuerKind } from '../issuers/federation.ts'
import { IdTokenIssuer, type IssuerSigningKeys } from '../issuers/id-token-issuer.ts'
import { createIssuerApp } from '../issuers/issuer-app.ts'
import { RevocationHints } from '../issuers/revocation-hint.ts'
import { Jobs } from '../jobs/jobs.ts'
import { SigningKeys } from '../keys/signing-keys.ts'
import { RunHistory } from '../runs/run-history.ts'
import { createRandom, type Random } from './random.ts'
import { createResourceServices } from './resource-services.ts'
import { defaultSettings, type LabSettings } from './settings.ts'

/** What a lab's services are made from. */
export interface ServicesOptions {
  readonly clock: Clock
  readonly random?: Random
  readonly emit?: Emit
  readonly settings?: Partial<LabSettings>
  /** The lab's own URL for Azure DevOps, such as `https://localhost:43210`; asked for when it is needed. */
  readonly baseUrl: () => string
  /** Gets the documents of issuers. Default: from the lab's own services, by host; no other host is reached. */
  readonly fetchDocument?: FetchDocument
  readonly keys?: IssuerSigningKeys
  /** The objects of an earlier lab, as {@link Services.exportObjects} gave them. */
  readonly objects?: unknown
}

/** The services of one lab. All state is in here; several labs can live in one process. */
export interface Services {
  readonly settings: LabSettings
  readonly directory: Directory
  readonly jobs: Jobs
  readonly faults: Faults
  readonly issuer: IdTokenIssuer
  readonly keys: IssuerSigningKeys
  /** All objects as plain JSON, to be kept for another lab. Without secrets: keys are exported apart. */
  exportObjects(): DirectorySnapshot
  /** What the lab ran, for the REST API; whoever runs pipelines tells it. */
  readonly runs: RunHistory
  /**
   * Makes an issuer sign with a new key. The former keys stay published, until they are dropped by a rotation with `overlap: false`; who has kept the
   * published keys reads them anew, as the real services do for a key that they do not know.
   */
  rotateKeys(issuer: IssuerKind, options?: { readonly overlap?: boolean }): Promise<void>
  /** Makes a personal access token for the REST API of Azure DevOps. Secret. */
  issuePersonalAccessToken(displayName: string): string
  /** Makes a service connection with all that belongs to it, and tells of it. Throws what the directory throws. */
  provisionConnection(name: string, options?: ProvisionOptions): ServiceConnection
  /** The service behind a host name (a port is passed over); undefined where the lab has none. */
  route(host: string): Hono<EntraEnvironment> | Hono | undefined
  /** The same for a gateway, with the short cuts for tokens. */
  service(host: string): Service | undefined
}

/**
 * Makes the services of a lab. Throws `ERR_DATA_INVALID` when stored objects cannot be read.
 *
 * @example
 * const services = createServices({ clock: realClock, baseUrl: () => 'https://localhost:8443' })
 * const answer = await services.route('login.microsoftonline.com')?.request('https://login.microsoftonline.com/…')
 */
export function createServices(options: ServicesOptions): Services {
  const { clock, baseUrl } = options
  const random = options.random ?? createRandom()
  const emit = options.emit ?? (() => {})
  const settings: LabSettings = { ...defaultSettings, ...options.settings }
  const directory = createDirectory(settings, settings.seed ?? random.bytes(16).toString('hex'))
  if (options.objects !== undefined) {
    const configured = Object.keys(settings.connections).map((name) => name.toLowerCase())
    importDirectory(directory, options.objects, new Set(configured))
  }
  const keys = options.keys ?? { entra: new SigningKeys('thumbprint'), ado: new SigningKeys('hex-thumbprint') }
  const faults = new Faults({ clock, emit })
  const hints = new RevocationHints()
  const issuer = new IdTokenIssuer({ clock, random, emit, keys, faults, guid: directory.guid, hints })

  const provision = (name: string, wanted?: ProvisionOptions) => {
    const connection = provisionConnection({ directory, settings, at: clock.now() }, name, wanted)
    emit(provisioned(connection))
    return connection
  }
  const connection = (nameOrId: string) =>
    directory.connections.find(directory.home.project, nameOrId) ?? provision(nameOrId)
  const runs = new RunHistory(directory.guid)
  const jobs = new Jobs({ clock, random, directory, issuer, faults, runs, baseUrl, connection })

  const fetchDocument: FetchDocument = async (url) =>
    faults.answerDocument(url) ?? (options.fetchDocument ?? ((own) => fetchFrom(route, own)))(url)
  const issuerKeys = new IssuerKeys({ clock, fetchDocument })
  faults.onChange(() => issuerKeys.clear())

  const entraPorts = {
    clock,
    random,
    emit,
    directory,
    settings,
    faults,
    keys: keys.entra,
    issuerKeys,
    hints,
    assertions: new KnownAssertions(),
    azureCli: new AzureCliLogins(),
  }
  const azureDevOpsPorts = {
    clock,
    random,
    emit,
    directory,
    settings,
    jobs,
    runs,
    issuer,
    faults,
    baseUrl,
    provision,
    tokens: new AccessTokenCheck({ clock, keys: keys.entra, tenants: directory.tenants }),
  }
  const entra = createEntraApp(entraPorts)
  const azureDevOps = createAzureDevOpsApp(azureDevOpsPorts)
  const vstoken = createIssuerApp({ clock, emit, organizations: directory.organizations, keys: keys.ado, faults })
  const resources = createResourceServices({
    clock,
    random,
    emit,
    directory,
    settings,
    issuerKeys,
    entraKeys: keys.entra,
  })
  const route = (host: string) => {
    const name = host.toLowerCase().replace(/:\d+$/, '')
    if (entraHosts.includes(name)) return entra
    if (name === AZURE_DEVOPS_ISSUER_HOST) return vstoken
    return AZURE_DEVOPS_HOST.test(name) ? azureDevOps : resources(name)
  }
  const shortCuts = { entra: entraDirect(entraPorts), azureDevOps: azureDevOpsDirect(azureDevOpsPorts) }
  const service = (host: string): Service | undefined => {
    const app = route(host)
    if (!app) return undefined
    const answer: Service = (request, environment) => app.fetch(request, environment)
    // Below an organization's own host the path has no organization: that goes the long way.
    const direct =
      app === entra
        ? shortCuts.entra
        : app === azureDevOps && !host.includes('.visualstudio.')
          ? shortCuts.azureDevOps
          : undefined
    return direct ? Object.assign(answer, { direct }) : answer
  }
  return {
    settings,
    directory,
    jobs,
    faults,
    issuer,
    keys,
    runs,
    exportObjects: () => exportDirectory(directory),
    async rotateKeys(of, { overlap = true } = {}) {
      await keys[of].rotate({ keepFormer: overlap })
      issuerKeys.clear()
      emit({ kind: 'keys-rotated', at: clock.now(), issuer: of, overlap })
    },
    issuePersonalAccessToken: (displayName) =>
      directory.personalAccessTokens.issue(displayName, { random, at: clock.now() }),
    provisionConnection: provision,
    route,
    service,
  }
}

const AZURE_DEVOPS_HOST = /^(dev\.azure\.com|localhost|127\.0\.0\.1|[a-z0-9-]+\.visualstudio\.com)$/

async function fetchFrom(
  route: Services['route'],
  url: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const app = route(new URL(url).host)
  if (!app) throw new Error(`No service of the lab answers for ${new URL(url).host}`)
  const response = await app.request(url)
  return { status: response.status, body: await response.text() }
}

function provisioned(connection: ServiceConnection): Parameters<Emit>[0] {
  const { project } = connection
  return {
    kind: 'connection-provisioned',
    at: connection.createdAt,
    connection: connection.name,
    connectionId: connection.id,
    organization: project.organization.name,
    project: project.name,
    tenant: connection.tenantId,
    clientId: connection.clientId,
    subscriptionId: connection.subscriptionId,
    issuer: connection.issuer,
    subject: connection.subject,
  }
}
