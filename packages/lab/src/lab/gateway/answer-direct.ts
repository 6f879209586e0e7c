import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServiceEnvironment } from '../../ground/caller.ts'
import type { DirectHandler } from '../../ground/http/direct.ts'
import { BODY_LIMIT_BYTES } from '../../ground/http/read-body.ts'
import type { ServiceRequest } from '../../ground/http/service-request.ts'

/** Answers a request of a connection with a direct handler. */
export async function answerDirect(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: DirectHandler,
  environment: ServiceEnvironment,
): Promise<void> {
  const { status, headers, body } = await handler(requestOf(incoming), environment)
  if (outgoing.destroyed) return
  const text = body ?? ''
  // A flat list of names and values is what Node's server takes with the least work.
  const list = ['Content-Length', String(Buffer.byteLength(text))]
  for (const name in headers) list.push(name, headers[name] as string)
  outgoing.writeHead(status, list)
  outgoing.end(text)
}

function requestOf(incoming: IncomingMessage): ServiceRequest {
  const { headers } = incoming
  return {
    method: incoming.method ?? 'GET',
    url: `https://${headers.host}${incoming.url}`,
    header: (name) => {
      const value = headers[name]
      return value === undefined ? null : String(value)
    },
    body: () => readIncoming(incoming),
  }
}

/** The body as text; undefined when it is larger than the limit or the client went away. */
function readIncoming(incoming: IncomingMessage): Promise<string | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > BODY_LIMIT_BYTES) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= BODY_LIMIT_BYTES) chunks.push(chunk)
      else resolve(undefined)
    })
    incoming.once('end', () =>
      resolve((chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString()),
    )
    incoming.once('error', () => resolve(undefined))
    incoming.once('close', () => resolve(undefined))
  })
}
