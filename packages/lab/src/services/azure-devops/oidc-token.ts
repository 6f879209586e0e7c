import type { Clock } from '@mintwell/clock'
import type { Directory } from '../../directory/directory.ts'
import type { Project } from '../../directory/organizations.ts'
import { isGuid } from '../../ground/guid.ts'
import type { HttpAnswer } from '../../ground/http/answer.ts'
import { tokenOf } from '../../ground/http/authorization.ts'
import type { ServiceRequest } from '../../ground/http/service-request.ts'
import type { Emit, EventCaller, RefusalReason } from '../../ground/lab-event.ts'
import type { ByteSource } from '../../ground/random.ts'
import type { OidcTokenAnswer, ServiceHooks } from '../hooks/service-hooks.ts'
import type { IdTokenIssuer } from '../issuers/id-token-issuer.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { callerOf, type JobStep } from '../jobs/lab-job.ts'
import { failure, json, respond, signIn } from './answers.ts'
import { checkVersion, requestedVersion } from './api-version.ts'
import { readJsonBody } from './json-body.ts'
import {
  malformedRequest,
  methodNotSupportedBody,
  planNotFound,
  planSecurity,
  type ServiceError,
  unreferencedConnectionBody,
} from './service-error.ts'

/** What the endpoint for ID tokens works with. */
export interface OidcTokenPorts {
  readonly clock: Clock
  readonly random: ByteSource
  readonly emit: Emit
  readonly directory: Directory
  readonly jobs: Jobs
  readonly issuer: IdTokenIssuer
  readonly hooks: ServiceHooks
}

/** Where a request for a token goes, in lower case. */
export interface OidcTokenRoute {
  readonly project: Project
  readonly hub: string
  readonly planId: string
  readonly jobId: string
}

/** Documented as preview only; all SDKs ask for 7.1 and are answered. */
const VERSIONS = { newest: '7.2', released: '7.1', revision: 1 } as const
/** The hub of YAML and classic builds, the only one whose plans the lab makes. */
const HUB = 'build'

/**
 * `POST …/oidctoken`: an ID token for a connection that the job refers to, or the pipeline's own. Accepts a body of claims, `{}`, `null` or none,
 * as clients send them; nothing in it changes the token.
 */
export async function handleOidcToken(
  ports: OidcTokenPorts,
  request: ServiceRequest,
  route: OidcTokenRoute,
): Promise<HttpAnswer> {
  const query = request.url.indexOf('?')
  const searchParams = new URLSearchParams(query < 0 ? '' : request.url.slice(query))
  // An empty parameter counts as absent, as in the service.
  const connectionId = searchParams.get('serviceConnectionId')?.toLowerCase() || undefined
  // What is no id is not told: it could be anything that slipped into the address.
  const known = connectionId !== undefined && isGuid(connectionId) ? connectionId : null
  const identity = ports.jobs.authenticate(tokenOf(request.header('authorization')) ?? '')
  const tell = (reason: RefusalReason, response: HttpAnswer) => {
    const { status } = response
    const caller = identity && 'job' in identity ? callerOf(identity) : null
    ports.emit({ kind: 'refused', at: ports.clock.now(), caller, reason, status, connectionId: known })
    return response
  }
  if (!identity) return tell('unauthorized', signIn(ports, request, ports.directory.home.tenant.id))
  if (request.method !== 'POST') return tell('method', json(ports, 405, methodNotSupportedBody(request.method)))
  const version = checkVersion(requestedVersion({ searchParams }, request.header('accept')), VERSIONS)
  if (version) return tell('version', failure(ports, version))
  const malformed = await checkBody(request)
  if (malformed) return tell('malformed', failure(ports, malformed))
  if (connectionId !== undefined && !isGuid(connectionId)) {
    return tell('malformed', failure(ports, malformedRequest('serviceConnectionId is not a GUID')))
  }
  if ('ended' in identity) return tell('job-ended', noWritePermission(ports, route))
  const { facts } = identity.job
  if (route.hub !== HUB || facts.project.id !== route.project.id || !ports.jobs.hasPlan(route.planId)) {
    return tell('not-found', failure(ports, planNotFound(route.planId)))
  }
  if (facts.planId !== route.planId || facts.jobId !== route.jobId) {
    return tell('other-job', noWritePermission(ports, route))
  }
  return await issueToken(ports, request, identity, connectionId, tell)
}

/** The refusal for callers that may not act for a plan. */
function noWritePermission(ports: OidcTokenPorts, { project, planId }: OidcTokenRoute): HttpAnswer {
  return failure(ports, planSecurity(`${project.name} Build Service (${project.organization.name})`, planId))
}

async function issueToken(
  ports: OidcTokenPorts,
  request: ServiceRequest,
  identity: JobStep,
  connectionId: string | undefined,
  tell: (reason: RefusalReason, response: HttpAnswer) => HttpAnswer,
): Promise<HttpAnswer> {
  const { facts, referenced } = identity.job
  const connection = connectionId === undefined ? undefined : referenced.get(connectionId)
  const unreferenced = () =>
    tell(
      'unreferenced-connection',
      json(ports, 400, unreferencedConnectionBody(connectionId ?? '', facts.stage, facts.job)),
    )
  if (connectionId !== undefined && !connection) return unreferenced()
  const at = ports.clock.now()
  const override = await ports.hooks.answerOidcToken({ connection, at, stepOpenedAt: identity.openedAt })
  if (override === 'unreferenced-connection') return unreferenced()
  if (override !== undefined) return tell('fault', overrideResponse(ports, request, override))
  const caller: EventCaller = callerOf(identity)
  const token = connection
    ? await ports.issuer.issue(connection, caller)
    : await ports.issuer.issueForPipeline(facts.project, facts.pipeline, caller)
  return json(ports, 200, `{"oidcToken":"${token.compact}"}`)
}

function overrideResponse(
  ports: OidcTokenPorts,
  request: ServiceRequest,
  answer: Exclude<OidcTokenAnswer, 'unreferenced-connection'>,
): HttpAnswer {
  return answer === 'unauthorized' ? signIn(ports, request, ports.directory.home.tenant.id) : respond(ports, answer)
}

/** Claims are an object or null; nothing else is taken. */
async function checkBody(request: ServiceRequest): Promise<ServiceError | undefined> {
  const body = await readJsonBody(request)
  if ('error' in body) return body.error
  const { value = null } = body
  return typeof value === 'object' && !Array.isArray(value)
    ? undefined
    : malformedRequest('the claims are not an object')
}
