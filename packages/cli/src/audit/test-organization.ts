import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { type Clock, realClock } from '@mintwell/clock'
import type { Io } from '../verb.ts'
import { audit } from '../verbs/audit.ts'

// What the tests of the audit share: an organization on this machine, and the command in this process.

export const ORGANIZATION = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
const TENANT = '11111111-2222-3333-4444-555555555555'
export const PAT = 'personal-access-token-of-the-tests'
export const SECRET = 'a-secret-that-nobody-may-keep'

export interface TestAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export interface TestOrganization {
  readonly url: string
  readonly asked: string[]
  close(): void
}

/** An organization; a request that `before` answers is not asked any further. */
export async function openTestOrganization(
  before: (path: string, request: IncomingMessage) => TestAnswer | undefined = () => undefined,
): Promise<TestOrganization> {
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '')
    asked.push(path)
    const { status = 200, headers = {}, body } = before(path, request) ?? answer(path)
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/contoso`,
    asked,
    close: () => void server.close(),
  }
}

export const list = (value: readonly unknown[], headers: Readonly<Record<string, string>> = {}): TestAnswer => ({
  headers,
  body: JSON.stringify({ count: value.length, value }),
})

export const connectionId = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`

/** A federated connection of the old issuer, with something secret beside what is read. */
export function connectionObject(index: number, changes: Readonly<Record<string, unknown>> = {}) {
  const name = `connection-${index}`
  return {
    id: connectionId(index),
    name,
    type: 'azurerm',
    isReady: true,
    createdBy: { displayName: 'Somebody', uniqueName: 'somebody@contoso.example' },
    data: { environment: 'AzureCloud', apitoken: SECRET },
    authorization: {
      scheme: 'WorkloadIdentityFederation',
      parameters: {
        tenantid: TENANT,
        serviceprincipalid: connectionId(index),
        workloadIdentityFederationIssuer: `https://vstoken.dev.azure.com/${ORGANIZATION}`,
        workloadIdentityFederationSubject: `sc://contoso/Shop/${name}`,
        password: SECRET,
      },
    },
    serviceEndpointProjectReferences: [{ name, projectReference: { id: 'p1', name: 'Shop' } }],
    ...changes,
  }
}

export const executionObject = (connection: number, id: number) => ({
  endpointId: connectionId(connection),
  data: {
    id,
    planType: 'Build',
    definition: { id: connection, name: `pipeline-${connection}` },
    owner: { id: 1_000 + id, name: `20261101.${id}` },
    startTime: '2026-11-01T01:00:00Z',
    finishTime: '2026-11-01T01:30:00Z',
    result: 'succeeded',
  },
})

function answer(path: string): TestAnswer {
  const [, used] = /serviceendpoint\/([^/]+)\/executionhistory/.exec(path) ?? []
  if (used === connectionId(1)) return list([executionObject(1, 1), executionObject(1, 2)])
  if (used !== undefined) return list([])
  if (path.includes('/serviceendpoint/endpoints')) return list([connectionObject(1), connectionObject(2)])
  if (path.includes('/timeline')) {
    const task = { id: 't', name: 'AzureCLI', version: '2.268.0' }
    const issues = [{ type: 'error', message: SECRET }]
    return { body: JSON.stringify({ records: [{ id: 'r', type: 'Task', name: 'Log in', task, issues }] }) }
  }
  if (path.includes('/build/builds')) return list([{ id: 1_002, buildNumber: '20261101.2', reason: 'schedule' }])
  if (path.includes('/_apis/projects/')) return { body: JSON.stringify({ id: 'p1', name: 'Shop' }) }
  return list([{ id: 'p1', name: 'Shop', state: 'wellFormed', visibility: 'private' }])
}

/** A clock that was set to a day on which the tests have their nights, and goes on from there. */
const ahead = Date.UTC(2026, 10, 28) - realClock.now()
const clock: Clock = {
  now: () => realClock.now() + ahead,
  sleepUntil: (instant, signal) => realClock.sleepUntil(instant - ahead, signal),
}

/** Runs the command here, with a token in its environment. */
export async function runAuditVerb(
  argv: readonly string[],
  {
    env = { AZURE_DEVOPS_EXT_PAT: PAT },
    signal = new AbortController().signal,
  }: Partial<Pick<Io, 'env' | 'signal'>> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const read = (stream: PassThrough) => String(stream.read() ?? '')
  const code = await audit.run(argv, {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env,
    cwd: process.cwd(),
    clock,
    signal,
  })
  return { code, stdout: read(stdout), stderr: read(stderr) }
}
