import type { Clock } from '@mintwell/clock'
import { ENTRA_HOST } from '../../ground/federation.ts'
import { type Guid, guidOf, isGuid } from '../../ground/guid.ts'
import { type HttpAnswer, httpDate } from '../../ground/http/answer.ts'
import type { ServiceRequest } from '../../ground/http/service-request.ts'
import type { ByteSource } from '../../ground/random.ts'
import type { StsRefusal } from './refusal.ts'
import { timestampText } from './time-text.ts'

/** What makes the answers of Entra. */
export interface EntraAnswerPorts {
  readonly clock: Clock
  readonly random: ByteSource
}

/** The ids of a request: Entra's own, and the caller's where it gave one. */
export interface RequestIds {
  readonly traceId: Guid
  readonly correlationId: Guid
  /** Whether the caller asked for its id in a header. */
  readonly echo: boolean
}

/** The build that the lab says it is; cosmetic. */
const SERVER = '2.1.21000.1 - LAB ProdSlices'

/** Makes the ids for a request. The caller's id comes as a header (az), in the query or in the body (MSAL for JavaScript). */
export function requestIds(ports: EntraAnswerPorts, request: ServiceRequest, inBody?: string): RequestIds {
  const trace = ports.random.bytes(16)
  // Real trace ids end so, and so do the ids of the tokens that are derived from them.
  trace[15] = 0
  const given = request.header('client-request-id') ?? inBody ?? queryId(request.url) ?? ''
  return {
    traceId: guidOf(trace),
    correlationId: isGuid(given) ? given : guidOf(ports.random.bytes(16)),
    echo: request.header('return-client-request-id')?.toLowerCase() === 'true',
  }
}

function queryId(url: string): string | undefined {
  if (!url.includes('client-request-id')) return undefined
  return new URL(url).searchParams.get('client-request-id') ?? undefined
}

/** An answer with a token, as JSON that is written already. */
export function tokenAnswer(ports: EntraAnswerPorts, ids: RequestIds, body: string): HttpAnswer {
  return unkept(ports, ids, { status: 200, errorCode: 0, body })
}

/** An answer that nobody may keep: a token, or why there is none. `x-ms-clitelem` tells MSAL the error's number, 0 where there is none (public captures: `1,90102,0,,`). */
function unkept(
  ports: EntraAnswerPorts,
  ids: RequestIds,
  answer: { readonly status: number; readonly errorCode: number; readonly body: string },
): HttpAnswer {
  return respond(ports, ids, {
    status: answer.status,
    headers: {
      'Cache-Control': 'no-store, no-cache',
      Pragma: 'no-cache',
      Expires: '-1',
      'x-ms-clitelem': `1,${answer.errorCode},0,,`,
    },
    body: answer.body,
  })
}

/** A document that may be kept for a day and read by web pages, as Entra's discovery is. */
export function documentAnswer(ports: EntraAnswerPorts, ids: RequestIds, document: object): HttpAnswer {
  return respond(ports, ids, {
    status: 200,
    headers: {
      'Cache-Control': 'max-age=86400, private',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'GET, OPTIONS',
    },
    body: JSON.stringify(document),
  })
}

/** The answer to an OPTIONS request: the methods that there are. */
export function optionsAnswer(ports: EntraAnswerPorts, ids: RequestIds, methods: string): HttpAnswer {
  return respond(ports, ids, {
    status: 200,
    headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': methods, 'Content-Length': '0' },
    body: null,
  })
}

/** Any answer, with the headers of Entra. */
export function respond(ports: EntraAnswerPorts, ids: RequestIds, answer: HttpAnswer): HttpAnswer {
  const headers: Record<string, string> = {
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
    P3P: 'CP="DSP CUR OTPi IND OTRi ONL FIN"',
    'x-ms-request-id': ids.traceId,
    'x-ms-ests-server': SERVER,
    'x-ms-srs': '1.P',
    Date: httpDate(ports.clock.now()),
    ...answer.headers,
  }
  // Set after the others: an object that begins with a spread is created several times slower (measured, Node 20), and this one is in every answer.
  if (answer.body !== null) headers['Content-Type'] ??= 'application/json; charset=utf-8'
  if (ids.echo) headers['client-request-id'] = ids.correlationId
  return { status: answer.status, headers, body: answer.body }
}

/** The body of an error (public captures since 2024: parts of the description are parted by a space). */
export function errorBody(ports: EntraAnswerPorts, ids: RequestIds, refusal: StsRefusal): object {
  const timestamp = timestampText(ports.clock.now())
  const { traceId, correlationId } = ids
  return {
    error: refusal.error,
    error_description: `AADSTS${refusal.code}: ${refusal.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [refusal.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    ...(refusal.errorUri ? { error_uri: `https://${ENTRA_HOST}/error?code=${refusal.code}` } : {}),
  }
}

/** The answer to a request that is refused. */
export function refusalAnswer(ports: EntraAnswerPorts, ids: RequestIds, refusal: StsRefusal): HttpAnswer {
  return unkept(ports, ids, {
    status: refusal.status,
    errorCode: refusal.code,
    body: JSON.stringify(errorBody(ports, ids, refusal)),
  })
}
