import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Caller } from '../../ground/caller.ts'
import { requestListener } from '../../ground/http/request-listener.ts'
import type { Service } from '../../ground/http/service.ts'
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

/**
 * An HTTP server without a port of its own: connections are handed to it with what is known about them. A request must name the host that its
 * connection was made for, and none from a web page (`Origin`) is answered.
 */
export class ServiceServer {
  readonly #facts = new WeakMap<object, ConnectionFacts>()
  readonly #server: Server
  readonly #sockets = new Set<Duplex>()
  readonly #idle = new Set<number>()

  constructor() {
    const listener = requestListener((request, { incoming }) => {
      const facts = this.#facts.get(incoming.socket)
      if (!facts) return new Response('lab: an unknown connection\n', { status: 421 })
      return facts.service(request, facts.caller ? { caller: facts.caller } : {})
    })
    this.#server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
      const facts = this.#facts.get(incoming.socket)
      this.#asks(incoming.socket, outgoing, facts?.port)
      if (!facts?.authority.includes((incoming.headers.host ?? '').toLowerCase()))
        return refuse(outgoing, 421, 'this host name is not served here')
      if (incoming.headers.origin !== undefined) return refuse(outgoing, 403, 'requests of web pages are refused')
      // The lab's services write the Date of the lab's clock themselves.
      outgoing.sendDate = false
      const direct = facts.service.direct?.(incoming.method ?? '', incoming.url ?? '')
      if (direct) void answerDirect(incoming, outgoing, direct, facts.caller ? { caller: facts.caller } : {})
      else listener(incoming, outgoing)
    })
    this.#server.keepAliveTimeout = 30_000
    this.#server.on('clientError', (_error, socket) => socket.destroy())
  }

  /** Serves HTTP on a connection that has already been accepted (and, for https, its TLS ended). */
  accept(socket: Duplex, facts: ConnectionFacts): void {
    this.#facts.set(socket, facts)
    this.#sockets.add(socket)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      if (facts.port !== undefined) this.#idle.delete(facts.port)
    })
    this.#server.emit('connection', socket)
  }

  /** The clients' ports of the connections on which something has been answered and nothing is asked now. One that has not asked yet is about to. */
  get idlePorts(): ReadonlySet<number> {
    return this.#idle
  }

  #asks(socket: Duplex, outgoing: ServerResponse, port: number | undefined): void {
    if (port === undefined) return
    this.#idle.delete(port)
    outgoing.once('close', () => {
      if (!socket.destroyed) this.#idle.add(port)
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
