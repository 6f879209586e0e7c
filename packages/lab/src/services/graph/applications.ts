import type { Application } from '../../directory/applications.ts'
import { randomGuid } from '../../ground/random-guid.ts'
import type { AccessToken } from '../bearer/access-token.ts'
import type { GraphAnswer } from './answers.ts'
import { describeApplication, readName, readProperties } from './application-object.ts'
import { credentialObject } from './credential-object.ts'
import { isAdvanced, requiredText } from './filter.ts'
import { fail, graphErrors } from './graph-error.ts'
import { type GraphBody, type GraphRequest, readObject } from './handler.ts'
import { readKeyCredentials } from './key-credentials.ts'
import { keyOf } from './path.ts'
import type { GraphPorts } from './ports.ts'
import { entity, type GraphObject, page, readQuery } from './query.ts'

/** `GET /applications`. */
export function listApplications(ports: GraphPorts, request: GraphRequest): GraphAnswer {
  const options = readQuery(request.url, [CREDENTIALS])
  const advanced = options.count && /^eventual$/i.test(request.raw.headers.get('consistencylevel') ?? '')
  if (isAdvanced(options.filter) && !advanced) fail(graphErrors.advancedQuery)
  const appId = requiredText(options.filter, 'appId')
  const all = appId === undefined ? ports.directory.applications.all() : [ports.directory.applications.find(appId)]
  const objects = [...all].flatMap((application) =>
    application && isVisible(ports, request.token, application) ? [withCredentials(ports, application)] : [],
  )
  return page(request, options, 'applications', objects)
}

const CREDENTIALS = 'federatedIdentityCredentials'

/** An application with what it trusts, which a page shows only where `$expand` asks for it. */
function withCredentials(ports: GraphPorts, application: Application): GraphObject {
  const credentials = application.federatedCredentials.map(credentialObject)
  return { ...describeApplication(ports, application), [CREDENTIALS]: credentials }
}

/** `GET /applications/{id}`, `GET /applications(appId='…')`. Fails with 404. */
export function showApplication(ports: GraphPorts, request: GraphRequest): GraphAnswer {
  const { select } = readQuery(request.url)
  const application = requireApplication(ports, request)
  const withKeys = select?.includes('keyCredentials') ?? false
  return entity(request.version, select, 'applications', describeApplication(ports, application, { withKeys }))
}

/** `POST /applications`. Fails with 400. */
export async function createApplication(ports: GraphPorts, request: GraphRequest): Promise<GraphAnswer> {
  const body = await readObject(request)
  const displayName = readName(body.displayName)
  const properties = readProperties(body, {})
  checkUnique(ports, request.token, properties, undefined)
  const certificates = readKeyCredentials(ports, body.keyCredentials ?? [], [])
  const { applications, registrations } = ports.directory
  const application = applications.add({
    appId: randomGuid(ports.random),
    objectId: randomGuid(ports.random),
    displayName,
    tenantId: request.token.tenantId,
    federatedCredentials: [],
  })
  registrations.put(application.appId, { createdAt: ports.clock.now(), passwords: [], certificates, properties })
  return entity(request.version, undefined, 'applications', describeApplication(ports, application), 201)
}

/** `PATCH /applications/{id}`. Fails with 400 or 404. */
export async function patchApplication(ports: GraphPorts, request: GraphRequest): Promise<GraphAnswer> {
  const application = requireApplication(ports, request)
  const body = await readObject(request)
  const registration = ports.directory.registrations.open(application.appId, ports.clock.now())
  const properties = readProperties(body, registration.properties)
  checkUnique(ports, request.token, properties, application.appId)
  const present = registration.certificates ?? []
  const certificates =
    body.keyCredentials === undefined ? present : readKeyCredentials(ports, body.keyCredentials, present)
  if (body.displayName !== undefined) ports.directory.applications.rename(application.appId, readName(body.displayName))
  ports.directory.registrations.put(application.appId, { ...registration, certificates, properties })
  return { status: 204 }
}

/** `DELETE /applications/{id}`: Entra issues it no more tokens. The lab keeps no deleted items. Fails with 404. */
export function deleteApplication(ports: GraphPorts, request: GraphRequest): GraphAnswer {
  const { appId } = requireApplication(ports, request)
  ports.directory.applications.remove(appId)
  ports.directory.registrations.remove(appId)
  ports.directory.grants.revoke(appId)
  return { status: 204 }
}

/** The application of a request's path. Fails with 404. */
export function requireApplication(ports: GraphPorts, request: GraphRequest): Application {
  const { property, value } = keyOf(request.key)
  const { applications } = ports.directory
  const found =
    property === undefined
      ? applications.findByObjectId(value)
      : property === 'appid'
        ? applications.find(value)
        : property === 'uniquename'
          ? [...applications.all()].find((each) => propertiesOf(ports, each).uniqueName === value)
          : undefined
  return found && isVisible(ports, request.token, found) ? found : fail(graphErrors.notFound(value))
}

/** Applications of the client's tenant; a managed identity has none, though the directory keeps a record like one. */
function isVisible({ directory }: GraphPorts, token: AccessToken, { tenantId, appId }: Application): boolean {
  return tenantId === token.tenantId && !directory.identities.findByClientId(appId)
}

function propertiesOf({ directory }: GraphPorts, { appId }: Application): GraphBody {
  return directory.registrations.find(appId)?.properties ?? {}
}

/** Identifier URIs are unique in a tenant. */
function checkUnique(ports: GraphPorts, token: AccessToken, properties: GraphBody, own: string | undefined): void {
  const wanted = new Set(Array.isArray(properties.identifierUris) ? properties.identifierUris : [])
  if (wanted.size === 0) return
  for (const other of ports.directory.applications.all()) {
    if (other.appId === own || other.tenantId !== token.tenantId) continue
    const { identifierUris } = propertiesOf(ports, other)
    if (Array.isArray(identifierUris) && identifierUris.some((uri) => wanted.has(uri))) fail(uriTaken)
  }
}

/** The text is from public captures. */
const uriTaken = {
  status: 400,
  code: 'Request_BadRequest',
  message: 'Another object with the same value for property identifierUris already exists.',
}
