import { createManualClock, type Instant, type ManualClock, parseInstant } from '@mintwell/clock'
import { Faults } from '../faults/faults.ts'
import { SigningKeys } from '../ground/keys/signing-keys.ts'
import type { LabEvent } from '../ground/lab-event.ts'
import { seededRandom } from '../ground/random.ts'
import { createServices, type Services, type ServicesOptions } from '../services/create-services.ts'
import type { IssuerSigningKeys } from '../services/issuers/id-token-issuer.ts'
import type { LabJob } from '../services/jobs/lab-job.ts'

// What the tests of this package share: services on a clock that stands still, and the requests of a client.

/** An instant that is known to be one. */
export function at(text: string): Instant {
  return parseInstant(text) ?? Number.NaN
}

/** Keys for the tests of one file: making one takes 0.1-0.5 s. */
export function testKeys(): IssuerSigningKeys {
  return { entra: new SigningKeys('thumbprint'), ado: new SigningKeys('hex-thumbprint') }
}

/** An answer as a test looks at it. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; undefined where it is not JSON. */
  readonly json: Readonly<Record<string, unknown>>
}

export interface TestServices extends Services {
  readonly faults: Faults
  readonly clock: ManualClock
  readonly events: LabEvent[]
  /** Sends a request to the service behind the URL's host. */
  send(url: string, init?: RequestInit, environment?: object): Promise<Answer>
  /** Asks for an ID token as a task does, for the connection of this name. */
  askForIdToken(job: LabJob, accessToken: string, connection?: string): Promise<Answer>
  /** The same, for the token itself. */
  takeIdToken(job: LabJob, accessToken: string, connection?: string): Promise<string>
  /** Presents an assertion at the token endpoint; fields can be changed, or left out with null. */
  exchange(assertion: string, changes?: Readonly<Record<string, string | null>>, version?: 'v1' | 'v2'): Promise<Answer>
}

export const CONNECTION = 'my-connection'

/** Services with one job request's worth of defaults. Public ids follow from the seed. */
export function testServices(options: Partial<ServicesOptions> & { readonly start?: string } = {}): TestServices {
  const clock = createManualClock(at(options.start ?? '2026-04-20T01:04:56Z'), 'move')
  const events: LabEvent[] = []
  const emit = (event: LabEvent) => void events.push(event)
  const faults = new Faults({ clock, emit })
  const services = createServices({
    clock,
    hooks: faults,
    random: seededRandom('test'),
    emit,
    baseUrl: 'https://localhost:8443',
    ...options,
    settings: { seed: 'test', ...options.settings },
  })
  const send = async (url: string, init?: RequestInit, environment?: object): Promise<Answer> => {
    const app = services.route(new URL(url).host)
    if (!app) throw new Error(`no service for ${url}`)
    const response = await app.request(url, init, environment)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) }
  }
  const askForIdToken = (job: LabJob, accessToken: string, connection = CONNECTION) => {
    const { id } = services.directory.connections.find(services.directory.home.project, connection) ?? {
      id: connection,
    }
    return send(`${job.oidcRequestUri}?serviceConnectionId=${id}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept: 'application/json;api-version=7.2-preview.1',
        'content-type': 'application/json; charset=utf-8',
        'x-tfs-fedauthredirect': 'Suppress',
      },
      body: '{}',
    })
  }
  return {
    ...services,
    faults,
    clock,
    events,
    send,
    askForIdToken,
    takeIdToken: async (job, accessToken, connection) => {
      const answer = await askForIdToken(job, accessToken, connection)
      if (typeof answer.json.oidcToken !== 'string') throw new Error(`no token: ${answer.status} ${answer.text}`)
      return answer.json.oidcToken
    },
    exchange: (assertion, changes = {}, version = 'v2') => {
      const { tenant = services.directory.home.tenant.id, ...fields } = changes
      return send(tokenUrl(tenant ?? '', version), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: formOf(services, assertion, fields, version),
      })
    },
  }
}

export function tokenUrl(tenant: string, version: 'v1' | 'v2'): string {
  return `https://login.microsoftonline.com/${tenant}/oauth2/${version === 'v2' ? 'v2.0/' : ''}token`
}

function formOf(
  services: Services,
  assertion: string,
  changes: Readonly<Record<string, string | null>>,
  version: 'v1' | 'v2',
): string {
  const resource = 'https://management.azure.com'
  const fields: Record<string, string | null> = {
    grant_type: 'client_credentials',
    client_id: services.directory.connections.find(services.directory.home.project, CONNECTION)?.clientId ?? null,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...(version === 'v2' ? { scope: `${resource}/.default` } : { resource }),
    ...changes,
  }
  return new URLSearchParams(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== null),
  ).toString()
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>
  } catch {
    return {}
  }
}

/** Opens a job that refers to {@link CONNECTION}, and a step in it. */
export async function openStep(
  services: Services,
  runNumber = 1,
): Promise<{ readonly job: LabJob; readonly accessToken: string }> {
  const job = await services.jobs.openJob({ runNumber, stage: 'Nightly', job: 'Work', connections: [CONNECTION] })
  return { job, accessToken: job.openStep('login').accessToken }
}
