import type { Clock } from '@mintwell/clock'
import { createDirectory, type Directory } from '../directory/directory.ts'
import { type ProvisionOptions, provisionConnection } from '../directory/provision-connection.ts'
import type { ServiceConnection } from '../directory/service-connections.ts'
import { type DirectorySnapshot, exportDirectory, importDirectory } from '../directory/snapshot.ts'
import type { IssuingService } from '../ground/federation.ts'
import type { FetchedDocument } from '../ground/http/answer.ts'
import type { FindService } from '../ground/http/service.ts'
import { SigningKeys } from '../ground/keys/signing-keys.ts'
import type { Emit, LabEvent } from '../ground/lab-event.ts'
import { type ByteSource, createRandom } from '../ground/random.ts'
import { defaultSettings, type LabSettings } from '../ground/settings.ts'
import { noHooks, type ServiceHooks } from './hooks/service-hooks.ts'
import { IdTokenIssuer, type IssuerSigningKeys } from './issuers/id-token-issuer.ts'
import { IssuerKeys } from './issuers/issuer-keys.ts'
import { RevocationHints } from './issuers/revocation-hint.ts'
import { Jobs } from './jobs/jobs.ts'
import { RunHistory } from './runs/run-history.ts'
import { ServiceHosts } from './service-hosts.ts'
import { createServiceList, type ServiceApp } from './service-list.ts'

/** Gets a document by its URL, from the lab's own services or from elsewhere; rejects when nobody answers. */
export type FetchWithServices = (url: string, find: FindService) => Promise<FetchedDocument>

/** What a lab's services are built from. */
export interface ServicesOptions {
  readonly clock: Clock
  readonly random?: ByteSource
  readonly emit?: Emit
  readonly settings?: Partial<LabSettings>
  /** The lab's own URL for Azure DevOps, such as `https://localhost:43210`. */
  readonly baseUrl: string
  /** What changes the services' doings. Default: nothing. */
  readonly hooks?: ServiceHooks
  /** Gets the documents of issuers. Default: from the lab's own services, by host; no other host is reached. */
  readonly fetchDocument?: FetchWithServices
  readonly keys?: IssuerSigningKeys
  /** How many runs the REST API remembers. Default 100. */
  readonly runsKept?: number
  /** The objects of an earlier lab, as {@link Services.exportObjects} gave them. */
  readonly objects?: unknown
}

/** The services of one lab. All state is in here; several labs can live in one process. */
export interface Services {
  readonly settings: LabSettings
  readonly directory: Directory
  readonly jobs: Jobs
  readonly issuer: IdTokenIssuer
  readonly keys: IssuerSigningKeys
  /** The public names of the services, one each. */
  readonly hosts: readonly string[]
  /** All objects as plain JSON, to be kept for another lab. Without secrets: keys are exported apart. */
  exportObjects(): DirectorySnapshot
  /** What the lab ran, for the REST API; the runner of pipelines records it here. */
  readonly runs: RunHistory
  /**
   * Makes an issuer sign with a new key. The former keys stay published, until they are dropped by a rotation with `overlap: false`; who has kept the
   * published keys reads them anew, as the real services do for a key that they do not know.
   */
  rotateKeys(issuer: IssuingService, options?: { readonly overlap?: boolean }): Promise<void>
  /** Makes a personal access token for the REST API of Azure DevOps. Secret. */
  issuePersonalAccessToken(displayName: string): string
  /** Makes a service connection with all that belongs to it, and reports it. Throws what the directory throws. */
  provisionConnection(name: string, options?: ProvisionOptions): ServiceConnection
  /** The app behind a host name (a port is ignored); undefined where the lab has none. */
  route(host: string): ServiceApp | undefined
  /** The same for a gateway, with the short cuts for tokens. */
  readonly service: FindService
}

/**
 * Makes the services of a lab. Throws `ERR_DATA_INVALID` when stored objects cannot be read.
 *
 * @example
 * const services = createServices({ clock: realClock, baseUrl: 'https://localhost:8443' })
 * const answer = await services.route('login.microsoftonline.com')?.request('https://login.microsoftonline.com/…')
 */
export function createServices(options: ServicesOptions): Services {
  const { clock, baseUrl, emit = () => {}, hooks = noHooks, fetchDocument = fetchFromServices } = options
  const random = options.random ?? createRandom()
  const settings: LabSettings = { ...defaultSettings, ...options.settings }
  const directory = openDirectory(settings, random, options.objects)
  const keys = options.keys ?? { entra: new SigningKeys('thumbprint'), ado: new SigningKeys('hex-thumbprint') }
  const provision = (name: string, wanted?: ProvisionOptions) => {
    const connection = provisionConnection({ directory, settings, at: clock.now() }, name, wanted)
    emit(provisioned(connection))
    return connection
  }
  const findOrProvision = (nameOrId: string) =>
    directory.connections.find(directory.home.project, nameOrId) ?? provision(nameOrId)

  const hosts = new ServiceHosts()
  const issuerKeys = new IssuerKeys({
    clock,
    fetchDocument: async (url) => hooks.answerDocument(url) ?? fetchDocument(url, hosts.service),
  })
  hooks.onChange(() => issuerKeys.clear())
  const hints = new RevocationHints()
  const issuer = new IdTokenIssuer({ clock, random, emit, keys, hooks, guid: directory.guid, hints })
  const runs = new RunHistory(directory.guid, { runsKept: options.runsKept })
  const jobs = new Jobs({ clock, random, directory, issuer, hooks, runs, baseUrl, connection: findOrProvision })
  const shared = { clock, random, emit, settings, directory, hooks, keys, baseUrl, provision }
  hosts.add(createServiceList({ ...shared, issuerKeys, hints, issuer, jobs, runs }))
  return {
    settings,
    directory,
    jobs,
    issuer,
    keys,
    runs,
    hosts: hosts.names,
    route: hosts.app,
    service: hosts.service,
    provisionConnection: provision,
    exportObjects: () => exportDirectory(directory),
    async rotateKeys(of, { overlap = true } = {}) {
      await keys[of].rotate({ keepFormer: overlap })
      issuerKeys.clear()
      emit({ kind: 'keys-rotated', at: clock.now(), issuer: of, overlap })
    },
    issuePersonalAccessToken: (displayName) =>
      directory.personalAccessTokens.issue(displayName, { random, at: clock.now() }),
  }
}

function openDirectory(settings: LabSettings, random: ByteSource, objects: unknown): Directory {
  const directory = createDirectory(settings, settings.seed ?? random.bytes(16).toString('hex'))
  if (objects === undefined) return directory
  const configured = Object.keys(settings.connections).map((name) => name.toLowerCase())
  importDirectory(directory, objects, new Set(configured))
  return directory
}

const fetchFromServices: FetchWithServices = async (url, find) => {
  const { host } = new URL(url)
  const service = find(host)
  if (!service) throw new Error(`No service of the lab answers for ${host}`)
  const response = await service(new Request(url), {})
  return { status: response.status, body: await response.text() }
}

function provisioned(connection: ServiceConnection): LabEvent {
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
