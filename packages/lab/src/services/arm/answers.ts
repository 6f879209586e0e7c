import type { Clock } from '@mintwell/clock'
import { guidOf, isGuid } from '../../ground/guid.ts'
import { toResponse } from '../../ground/http/answer.ts'
import type { ByteSource } from '../../ground/random.ts'
import type { ArmError } from './arm-error.ts'

/** What makes the answers of Azure Resource Manager. */
export interface ArmAnswerPorts {
  readonly clock: Clock
  readonly random: ByteSource
}

/** An answer before it has its headers: a body that becomes JSON, or none. */
export interface ArmAnswer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What is left of each limit, as reported to the first request of a client (captures of 2024 and 2025: buckets of 250 reads and 3 750 in all). The lab does not count. */
const LIMITS = { reads: ['249', '3749'], writes: ['199', '2999'], deletes: ['199', '2999'] } as const

/** An answer with the headers of Azure Resource Manager. */
export function respond(ports: ArmAnswerPorts, request: Request, answer: ArmAnswer): Response {
  const headers = {
    'Cache-Control': 'no-cache',
    Pragma: 'no-cache',
    Expires: '-1',
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
    'X-Cache': 'CONFIG_NOCACHE',
    ...requestHeaders(ports, request),
    ...(answer.status < 400 ? limitHeaders(request) : {}),
    ...(answer.body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
    ...answer.headers,
  }
  const body = answer.body === undefined || request.method === 'HEAD' ? null : JSON.stringify(answer.body)
  return toResponse({ status: answer.status, headers, body }, ports.clock.now())
}

/** The answer to a request that fails. */
export function failure(ports: ArmAnswerPorts, request: Request, error: ArmError): Response {
  return respond(ports, request, {
    status: error.status,
    headers: {
      ...(error.challenge === undefined ? {} : { 'WWW-Authenticate': error.challenge }),
      ...(error.status < 500 ? { 'x-ms-failure-cause': 'gateway' } : {}),
    },
    body: { error: { code: error.code, message: error.message } },
  })
}

/** A list, as Azure Resource Manager wraps it. */
export function listOf(value: readonly unknown[]): ArmAnswer {
  return { status: 200, body: { value } }
}

function requestHeaders({ clock, random }: ArmAnswerPorts, request: Request): Record<string, string> {
  const id = guidOf(random.bytes(16))
  const given = request.headers.get('x-ms-correlation-request-id') ?? ''
  const correlation = isGuid(given) ? given : id
  const clientId = request.headers.get('x-ms-client-request-id')
  const wantsItBack = request.headers.get('x-ms-return-client-request-id')?.toLowerCase() === 'true'
  const at = new Date(clock.now()).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  return {
    'x-ms-request-id': id,
    'x-ms-correlation-request-id': correlation,
    'x-ms-routing-request-id': `LAB:${at}Z:${id}`,
    ...(clientId !== null && wantsItBack ? { 'x-ms-client-request-id': clientId } : {}),
  }
}

function limitHeaders(request: Request): Record<string, string> {
  const kind = request.method === 'DELETE' ? 'deletes' : ['GET', 'HEAD'].includes(request.method) ? 'reads' : 'writes'
  const [own, global] = LIMITS[kind]
  if (!/\/subscriptions\/[^/?]/i.test(request.url)) return { [`x-ms-ratelimit-remaining-tenant-${kind}`]: own }
  return {
    [`x-ms-ratelimit-remaining-subscription-${kind}`]: own,
    [`x-ms-ratelimit-remaining-subscription-global-${kind}`]: global,
  }
}
