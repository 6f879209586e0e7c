import { type Instant, parseInstant } from '@mintwell/clock'
import { digestOf, type PasswordCredential } from '../../directory/registrations.ts'
import { randomGuid } from '../../ground/random-guid.ts'
import type { GraphAnswer } from './answers.ts'
import { describePassword } from './application-object.ts'
import { requireApplication } from './applications.ts'
import { fail, graphErrors } from './graph-error.ts'
import { type GraphRequest, isObject, readObject } from './handler.ts'
import type { GraphPorts } from './ports.ts'
import { contextUrl } from './query.ts'
import { requirePrincipal } from './service-principals.ts'

/** How long a secret lives unless one says otherwise: two years (Microsoft Learn, application: addPassword), in milliseconds. */
const LIFETIME_MS = 2 * 365 * 86_400_000
/** Characters of a secret, of which the hint is the first three. */
const HINT_LENGTH = 3
const SECRET_BYTES = 28
/** What follows the hint in every real secret, which scanners look for. */
const MARK = '8Q~'

/** Whose secrets are looked at: an application, or a service principal. */
interface Holder {
  readonly passwords: readonly PasswordCredential[]
  put(passwords: readonly PasswordCredential[]): void
}

/** Finds whose secrets a request is about. Fails with 404. */
export type FindHolder = (ports: GraphPorts, request: GraphRequest) => Holder

/** The application of the path. */
export const applicationHolder: FindHolder = (ports, request) => {
  const { appId } = requireApplication(ports, request)
  const { registrations } = ports.directory
  const registration = registrations.open(appId, ports.clock.now())
  return {
    passwords: registration.passwords,
    put: (passwords) => void registrations.put(appId, { ...registration, passwords }),
  }
}

/** The service principal of the path: its secrets are its own, and good for the same client id. */
export const principalHolder: FindHolder = (ports, request) => {
  const principal = requirePrincipal(ports, request)
  return {
    passwords: principal.passwords ?? [],
    put: (passwords) => ports.directory.applications.replaceServicePrincipal({ ...principal, passwords }),
  }
}

/** `POST …/{id}/addPassword`: the one answer that has the secret. Fails with 400 or 404. */
export async function addPassword(ports: GraphPorts, request: GraphRequest, find: FindHolder): Promise<GraphAnswer> {
  const body = await readObject(request)
  const wanted = isObject(body.passwordCredential) ? body.passwordCredential : {}
  const now = ports.clock.now()
  const startsAt = readTime('startDateTime', wanted.startDateTime) ?? now
  const endsAt = readTime('endDateTime', wanted.endDateTime) ?? startsAt + LIFETIME_MS
  if (endsAt <= startsAt) fail(graphErrors.invalidValue('endDateTime', 'PasswordCredential'))
  const secret = makeSecret(ports)
  const password: PasswordCredential = {
    keyId: randomGuid(ports.random),
    displayName: typeof wanted.displayName === 'string' ? wanted.displayName : null,
    hint: secret.slice(0, HINT_LENGTH),
    startsAt,
    endsAt,
    digest: digestOf(secret),
  }
  const { passwords, put } = find(ports, request)
  put([...passwords, password])
  const context = `${contextUrl(request.version)}#microsoft.graph.passwordCredential`
  return { status: 200, body: { '@odata.context': context, ...describePassword(password, secret) } }
}

/** `POST …/{id}/removePassword`. Fails with 400 or 404. */
export async function removePassword(ports: GraphPorts, request: GraphRequest, find: FindHolder): Promise<GraphAnswer> {
  const { keyId } = await readObject(request)
  const { passwords, put } = find(ports, request)
  const left = passwords.filter((password) => password.keyId !== keyId)
  // The text is from public captures.
  if (left.length === passwords.length) {
    fail({ status: 400, code: 'Request_BadRequest', message: `No password credential found with keyId ${keyId}.` })
  }
  put(left)
  return { status: 204 }
}

/** A secret in the form of real ones: 40 characters, the fourth to sixth of which are a mark. */
function makeSecret({ random }: GraphPorts): string {
  const text = random.bytes(SECRET_BYTES).toString('base64url')
  return `${text.slice(0, HINT_LENGTH)}${MARK}${text.slice(HINT_LENGTH, HINT_LENGTH + 34)}`
}

function readTime(property: string, value: unknown): Instant | undefined {
  if (value === undefined || value === null) return undefined
  const instant = typeof value === 'string' ? parseInstant(value) : undefined
  return instant ?? fail(graphErrors.invalidValue(property, 'PasswordCredential'))
}
