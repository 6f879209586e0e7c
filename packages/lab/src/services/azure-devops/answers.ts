import type { Clock } from '@mintwell/clock'
import { guidOf } from '../../ground/guid.ts'
import { type HttpAnswer, httpDate } from '../../ground/http/answer.ts'
import type { ServiceRequest } from '../../ground/http/service-request.ts'
import type { ByteSource } from '../../ground/random.ts'
import { errorBody, type ServiceError } from './service-error.ts'

/** What makes the answers of Azure DevOps. */
export interface DevOpsAnswerPorts {
  readonly clock: Clock
  readonly random: ByteSource
}

/** The service says with which version it answers. */
const JSON_TYPE = 'application/json; charset=utf-8; api-version=7.2-preview.1'

/** An answer of a service, with the headers that every answer of Azure DevOps has and that clients log (public captures). */
export function respond({ clock, random }: DevOpsAnswerPorts, { status, headers, body }: HttpAnswer): HttpAnswer {
  const now = clock.now()
  const id = random.bytes(16)
  const activity = guidOf(id)
  return {
    status,
    headers: {
      'Cache-Control': 'no-cache, no-store, must-revalidate',
      Date: httpDate(now),
      ActivityId: activity,
      'x-vss-e2eid': activity,
      'X-TFS-Session': activity,
      'x-msedge-ref': `Ref A: ${id.toString('hex').toUpperCase()} Ref B: LAB0000000000 Ref C: ${new Date(now).toISOString().slice(0, 19)}Z`,
      'X-Content-Type-Options': 'nosniff',
      'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
      ...headers,
    },
    body,
  }
}

/** JSON, already written. */
export function json(ports: DevOpsAnswerPorts, status: number, body: string): HttpAnswer {
  return respond(ports, { status, headers: { 'Content-Type': JSON_TYPE }, body })
}

/** A collection, as Azure DevOps wraps it. */
export function collection(ports: DevOpsAnswerPorts, value: readonly unknown[]): HttpAnswer {
  return json(ports, 200, JSON.stringify({ count: value.length, value }))
}

export function failure(ports: DevOpsAnswerPorts, error: ServiceError): HttpAnswer {
  return json(ports, error.status, errorBody(error))
}

/**
 * Nobody, or nobody known: 401 where the client says that it cannot follow a sign-in (`X-TFS-FedAuthRedirect: Suppress`), otherwise the way to the
 * sign-in page, as a browser would take it.
 */
export function signIn(ports: DevOpsAnswerPorts, request: ServiceRequest, tenantId: string): HttpAnswer {
  if (request.header('x-tfs-fedauthredirect')?.toLowerCase() === 'suppress') {
    const bearer = `Bearer authorization_uri=https://login.microsoftonline.com/${tenantId}`
    return respond(ports, {
      status: 401,
      headers: { 'WWW-Authenticate': `${bearer}, Basic realm="https://dev.azure.com/"` },
      body: '',
    })
  }
  const location = `https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com&reply_to=${encodeURIComponent(request.url)}&redirect=1`
  return respond(ports, {
    status: 302,
    headers: { 'Content-Type': 'text/html; charset=utf-8', Location: location },
    body: '<html><head><title>Object moved</title></head><body><h2>Object moved to <a href="/_signin">here</a>.</h2></body></html>',
  })
}
