import { createServer, type Socket } from 'node:net'

/** A listener on loopback whose port is known before there is anything to serve. It keeps track of its connections, and ends them when it closes. */
export interface LoopbackListener {
  readonly port: number
  /** What is done with each connection from now on. Until then they are closed at once. */
  serve(accept: (socket: Socket) => void): void
  close(): Promise<void>
}

/** Listens on 127.0.0.1, on a free port unless one is given. Throws `EADDRINUSE` (Node's own) when a given port is taken. */
export async function openLoopbackListener(wanted = 0): Promise<LoopbackListener> {
  const sockets = new Set<Socket>()
  let accept = (socket: Socket): void => void socket.destroy()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    accept(socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as { readonly port: number }).port,
    serve(next) {
      accept = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
