import { lookup } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { type RequestOptions, request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { FetchedDocument } from '../../ground/http/answer.ts'
import type { FetchWithServices } from '../../services/create-services.ts'
import { isPrivateAddress } from './private-address.ts'
import { createRouteTable, type OutsideRoutes } from './route-table.ts'

/** The largest document that is read, in bytes. A choice of the lab; discovery documents and keys have a few KB. */
const SIZE_LIMIT_BYTES = 1_048_576
/** How long a document may take, from the first byte sent to the last byte read, in milliseconds. A choice of the lab. */
const TIME_LIMIT_MS = 10_000

/** What a fetch can be told, for tests. */
export interface FetchLimits {
  readonly timeMs?: number
  readonly sizeBytes?: number
}

/**
 * Fetches the documents of issuers the way that a program in the lab would: from the lab's own services, from a service of the user's own where a route
 * leads to it, from the public network where the host was opened, and from nowhere else. Redirects are not followed. Rejects when nobody answers, or
 * not in time, or with too much.
 */
export function createFetchDocument(outside: OutsideRoutes, limits: FetchLimits = {}): FetchWithServices {
  const { timeMs = TIME_LIMIT_MS, sizeBytes = SIZE_LIMIT_BYTES } = limits
  return async (url, service) => {
    const target = new URL(url)
    const route = createRouteTable({ service, ...outside }).route(target.hostname)
    if (target.protocol !== 'https:' || route.kind === 'refused') {
      throw new Error(`${target.host} is not a host of the lab, and no route leads to it`)
    }
    if (route.kind === 'service') {
      const response = await route.service(new Request(url), {})
      return { status: response.status, body: await response.text() }
    }
    const signal = AbortSignal.timeout(timeMs)
    const common = {
      path: target.pathname + target.search,
      headers: { host: target.host, accept: 'application/json' },
      signal,
    }
    if (route.kind === 'through') {
      return get(
        { ...common, protocol: 'https:', hostname: target.hostname, port: target.port || 443, lookup: lookupPublic },
        sizeBytes,
      )
    }
    const { protocol, hostname, port } = route.origin
    // An https upstream on loopback is not verified: its certificate is the user's own.
    return get(
      { ...common, protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port, rejectUnauthorized: false },
      sizeBytes,
    )
  }
}

function get(options: RequestOptions, sizeBytes: number): Promise<FetchedDocument> {
  const request = options.protocol === 'http:' ? requestHttp : requestHttps
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...options, method: 'GET', agent: false }, (incoming) => {
      const chunks: Buffer[] = []
      let size = 0
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length
        chunks.push(chunk)
        if (size <= sizeBytes) return
        reject(new Error(`the document is larger than ${sizeBytes} bytes`))
        outgoing.destroy()
      })
      incoming.once('error', reject)
      incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
    outgoing.once('error', reject)
    outgoing.end()
  })
}

/** Resolves a name to its public addresses alone, so that an opened name cannot lead into the user's own network. */
const lookupPublic: LookupFunction = (hostname, options, give) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return give(error, [])
    const open = addresses.filter(({ address }) => !isPrivateAddress(address))
    if (open.length === 0) return give(new Error(`${hostname} does not lead to a public address`), [])
    if (options.all) give(null, open)
    else give(null, open[0]?.address ?? '', open[0]?.family)
  })
}
