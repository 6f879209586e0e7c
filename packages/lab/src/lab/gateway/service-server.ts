import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Caller } from '../../ground/caller.ts'
import { requestListener } from '../../ground/http/request-listener.ts'
import type { Service } from '../../ground/http/service.ts'
import { startLimit } from '../adapters/real-timers.ts'
import { answerDirect } from './answer-direct.ts'

/** What the gateway remembers of a connection: which service it leads to, under which name, and whose it is. */
export interface ConnectionFacts {
  /** The authority that the requests on it must name, in lower case; with the port unless it is 443. */
  readonly authority: readonly string[]
  readonly service: Service
  readonly caller?: Caller
  /** The port at the client's end. */
  readonly port?: number | undefined
}

/** How long a connection may take until it has sent the head of a request, its TLS handshake included, in milliseconds: as long as an idle one is kept. */
export const HEAD_LIMIT_MS = 30_000
/** How long the body of a request may take, in milliseconds. A choice of the lab; the largest body is 1 MB. */
const BODY_LIMIT_MS = 60_000

/** Limits of the time that clients may take, for tests. */
export interface ServerLimits {
  readonly headMs?: number
  readonly bodyMs?: number
}

/**
 * An HTTP server without a port of its own: connections are handed to it with what is known about them. A request must name the host that its
 * connection was made for, and none from a web page (`Origin`) is answered.
 */
export class ServiceServer {
  readonly #facts = new WeakMap<object, ConnectionFacts>()
  readonly #server: Server
  readonly #sockets = new Set<Duplex>()
  readonly #idle = new Set<number>()
  readonly #limits: Required<ServerLimits>
  /** Ends the limit that a connection is under at present. */
  readonly #endLimit = new WeakMap<object, () => void>()

  constructor({ headMs = HEAD_LIMIT_MS, bodyMs = BODY_LIMIT_MS }: ServerLimits = {}) {
    this.#limits = { headMs, bodyMs }
    const listener = requestListener((request, { incoming }) => {
      const facts = this.#facts.get(incoming.socket)
      if (!facts) return new Response('lab: an unknown connection\n', { status: 421 })
      return facts.service(request, facts.caller ? { caller: facts.caller } : {})
    })
    this.#server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
      const facts = this.#facts.get(incoming.socket)
      this.#asks(incoming, outgoing, facts?.port)
      if (!facts?.authority.includes((incoming.headers.host ?? '').toLowerCase()))
        return refuse(outgoing, 421, 'this host name is not served here')
      if (incoming.headers.origin !== undefined) return refuse(outgoing, 403, 'requests of web pages are refused')
      // The lab's services write the Date of the lab's clock themselves.
      outgoing.sendDate = false
      const direct = facts.service.direct?.(incoming.method ?? '', incoming.url ?? '')
      if (direct) {
        // A handler answers its own failures; one that cannot even do that ends the connection, not the lab.
        const environment = facts.caller ? { caller: facts.caller } : {}
        answerDirect(incoming, outgoing, direct, environment).catch(() => outgoing.destroy())
      } else listener(incoming, outgoing)
    })
    this.#server.keepAliveTimeout = headMs
    this.#server.on('clientError', (_error, socket) => socket.destroy())
  }

  /** Serves HTTP on a connection that has already been accepted (and, for https, its TLS ended). */
  accept(socket: Duplex, facts: ConnectionFacts): void {
    this.#facts.set(socket, facts)
    this.#sockets.add(socket)
    this.#limit(socket, this.#limits.headMs)
    socket.once('close', () => {
      this.#endLimit.get(socket)?.()
      this.#sockets.delete(socket)
      if (facts.port !== undefined) this.#idle.delete(facts.port)
    })
    this.#server.emit('connection', socket)
  }

  /** The clients' ports of the connections on which something has been answered and nothing is asked now. One that has not asked yet is about to. */
  get idlePorts(): ReadonlySet<number> {
    return this.#idle
  }

  /** Node's own limits hold only for connections that its server has accepted itself. */
  #limit(socket: Duplex, ms: number): void {
    this.#endLimit.get(socket)?.()
    this.#endLimit.set(
      socket,
      startLimit(ms, () => socket.destroy()),
    )
  }

  #asks(incoming: IncomingMessage, outgoing: ServerResponse, port: number | undefined): void {
    const { socket, headers } = incoming
    this.#endLimit.get(socket)?.()
    if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0) {
      this.#limit(socket, this.#limits.bodyMs)
      incoming.once('end', () => this.#endLimit.get(socket)?.())
    }
    if (port !== undefined) this.#idle.delete(port)
    outgoing.once('close', () => {
      if (socket.destroyed) return
      this.#limit(socket, this.#limits.headMs)
      if (port !== undefined) this.#idle.add(port)
    })
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`lab: ${reason}\n`)
}
