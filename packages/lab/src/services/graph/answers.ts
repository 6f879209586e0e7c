import { guidOf } from '../../ground/guid.ts'
import { toResponse } from '../../ground/http/answer.ts'
import type { GraphError } from './graph-error.ts'
import type { GraphPorts } from './ports.ts'

/** An answer before it has its headers: a body that becomes JSON, or none. */
export interface GraphAnswer {
  readonly status: number
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

type AnswerPorts = Pick<GraphPorts, 'clock' | 'random'>

/** Where Graph is: in contexts and links to next pages. */
export const GRAPH_URL = 'https://graph.microsoft.com'

const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'
/** What says which server answered; cosmetic. */
const DIAGNOSTIC = JSON.stringify({
  ServerInfo: { DataCenter: 'Lab', Slice: 'E', Ring: '5', ScaleUnit: '000', RoleInstance: 'LAB000000000000' },
})

/** An answer with the headers of Microsoft Graph. */
export function respond(ports: AnswerPorts, request: Request, answer: GraphAnswer): Response {
  return write(ports, answer, idsOf(ports, request))
}

/** The answer to a request that fails. */
export function failure(ports: AnswerPorts, request: Request, error: GraphError): Response {
  const ids = idsOf(ports, request)
  const innerError = {
    date: new Date(ports.clock.now()).toISOString().slice(0, 19),
    'request-id': ids.requestId,
    'client-request-id': ids.clientRequestId,
  }
  const headers = error.challenge === undefined ? {} : { 'WWW-Authenticate': error.challenge }
  const body = { error: { code: error.code, message: error.message, innerError } }
  return write(ports, { status: error.status, headers, body }, ids)
}

interface Ids {
  readonly requestId: string
  readonly clientRequestId: string
}

/** The caller's own id is given back; where it gave none, it is Graph's. */
function idsOf({ random }: AnswerPorts, request: Request): Ids {
  const requestId = guidOf(random.bytes(16))
  return { requestId, clientRequestId: request.headers.get('client-request-id') || requestId }
}

function write({ clock }: AnswerPorts, { status, body, headers }: GraphAnswer, ids: Ids): Response {
  const all = {
    'Cache-Control': 'no-cache',
    'Strict-Transport-Security': 'max-age=31536000',
    'request-id': ids.requestId,
    'client-request-id': ids.clientRequestId,
    'x-ms-ags-diagnostic': DIAGNOSTIC,
    ...(body === undefined ? {} : { 'Content-Type': JSON_TYPE, 'OData-Version': '4.0' }),
    ...headers,
  }
  return toResponse({ status, headers: all, body: body === undefined ? null : JSON.stringify(body) }, clock.now())
}
