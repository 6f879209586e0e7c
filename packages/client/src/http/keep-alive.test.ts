import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAuthority, issueLeaf } from '@mintwell/certificate'
import { describe, expect, it } from 'vitest'
import { createHttp } from './http-client.ts'

const day = 86_400_000
const times = { notBefore: Date.now() - day, notAfter: Date.now() + day }
const authority = createAuthority({ commonName: 'test', ...times })
const leaf = issueLeaf(authority, { hosts: ['127.0.0.1'], ...times })
const tls = { cert: leaf.certificatePem, key: leaf.privateKeyPem }

describe('the connections of an HTTP client', () => {
  it.each([
    [true, 1],
    [false, 3],
  ])(
    'are kept for the next request where it is asked for (%s): %i for three requests, and let go of at its end',
    async (keepAlive, wanted) => {
      let opened = 0
      let open = 0
      const server = createServer(tls, (_request, response) => void response.end('hello'))
      server.on('connection', (socket) => {
        opened += 1
        open += 1
        socket.once('close', () => {
          open -= 1
          server.emit('left')
        })
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const http = createHttp({ env: {}, authorities: [authority.certificatePem], keepAlive })
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
      for (let index = 0; index < 3; index += 1) expect((await http.send({ method: 'GET', url })).text).toBe('hello')
      expect(opened).toBe(wanted)
      await http.close()
      while (open > 0) await once(server, 'left')
      server.close()
    },
  )
})
