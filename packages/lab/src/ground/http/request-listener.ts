import type { IncomingMessage, ServerResponse } from 'node:http'

/** What `@hono/node-server` calls with a request of the fetch API and the connection that it came on. */
export type Answer = (
  request: Request,
  connection: { readonly incoming: IncomingMessage },
) => Response | Promise<Response>

/**
 * A listener for Node's HTTP server that answers by the fetch API. The adapter, and with it Node's own fetch, is loaded at the first request: it is 40 ms and 9 MB of a
 * `mintwell run` (measured, Node 20), whose steps may ask for tokens alone, which do not come this way, or for nothing.
 *
 * @example
 * const listener = requestListener((request) => app.fetch(request))
 * createServer((incoming, outgoing) => listener(incoming, outgoing))
 */
export function requestListener(answer: Answer): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  let adapter: Promise<(incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>> | undefined
  return (incoming, outgoing) => {
    adapter ??= import('@hono/node-server').then(({ getRequestListener }) =>
      getRequestListener((request, environment) => answer(request, environment as { incoming: IncomingMessage }), {
        overrideGlobalObjects: false,
      }),
    )
    // What the adapter cannot make a request of, and what it cannot answer, ends the connection, not the lab.
    adapter.then((listener) => listener(incoming, outgoing)).catch(() => outgoing.destroy())
  }
}
