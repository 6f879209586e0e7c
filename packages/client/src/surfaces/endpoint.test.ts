import { once } from 'node:events'
import { request } from 'node:https'
import { connect } from 'node:tls'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { ClientError } from '../errors.ts'
import { type Endpoint, type EndpointOptions, openEndpoint } from './endpoint.ts'

const CONNECTION = '143c454e-ca57-4f82-97ba-e5460221c27d'
const OTHER = '243c454e-ca57-4f82-97ba-e5460221c27d'
const T0 = Date.UTC(2026, 3, 20)
const open: Endpoint[] = []
afterEach(() => {
  for (const endpoint of open.splice(0)) endpoint.close()
})

async function endpoint(options: Partial<EndpointOptions> = {}) {
  const made = await openEndpoint({
    accessToken: 'job-token',
    connectionId: CONNECTION,
    path: '/o/p/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken',
    take: async () => 'fresh-token',
    passOn: async (id) => `passed on ${id ?? 'pipeline'}`,
    now: () => T0,
    clocks: [Date.now()],
    ...options,
  })
  open.push(made)
  return made
}

interface Asked {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, unknown>>
}

function ask(
  to: Endpoint,
  options: {
    readonly method?: string
    readonly query?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly url?: string
  } = {},
): Promise<Asked> {
  const { method = 'POST', query = `?api-version=7.1&serviceConnectionId=${CONNECTION}`, headers = {} } = options
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${options.url ?? to.url}${query}`,
      {
        method,
        ca: to.authorityPem,
        ...('host' in headers ? { checkServerIdentity: () => undefined } : {}),
        headers: { authorization: 'Bearer job-token', ...headers },
      },
      (answer) => {
        let text = ''
        answer.on('data', (part) => {
          text += String(part)
        })
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text), headers: answer.headers }),
        )
      },
    )
    outgoing.once('error', reject)
    outgoing.end()
  })
}

describe('the local endpoint', () => {
  it('gives the fresh token to who has the step’s own job token, as Azure DevOps does, with the server’s date', async () => {
    const made = await endpoint()
    expect(made.url).toMatch(
      /^https:\/\/127\.0\.0\.1:\d+\/[\w-]{24}\/o\/p\/_apis\/distributedtask\/hubs\/build\/plans\/1\/jobs\/2\/oidctoken$/,
    )
    expect(await ask(made)).toMatchObject({
      status: 200,
      body: { oidcToken: 'fresh-token' },
      headers: { date: new Date(T0).toUTCString(), 'cache-control': 'no-store' },
    })
    expect(
      (await ask(made, { headers: { authorization: `Basic ${Buffer.from('any:job-token').toString('base64')}` } }))
        .status,
    ).toBe(200)
    expect((await ask(made, { query: `?serviceConnectionId=${CONNECTION.toUpperCase()}` })).status).toBe(200)
  })

  it('passes on what is asked for another connection, or for the pipeline', async () => {
    const made = await endpoint()
    expect((await ask(made, { query: `?serviceConnectionId=${OTHER}` })).body).toEqual({
      oidcToken: `passed on ${OTHER}`,
    })
    expect((await ask(made, { query: '' })).body).toEqual({ oidcToken: 'passed on pipeline' })
  })

  it('answers GET in GitHub’s form, which Packer sends', async () => {
    expect(
      await ask(await endpoint(), { method: 'GET', query: '?audience=api%3A%2F%2FAzureADTokenExchange' }),
    ).toMatchObject({ status: 200, body: { count: 1, value: 'fresh-token' } })
  })

  it.each([
    ['without the job token', { headers: { authorization: '' } }, 401],
    ['with another token', { headers: { authorization: 'Bearer job-tokem' } }, 401],
    ['with a longer token', { headers: { authorization: 'Bearer job-token2' } }, 401],
    ['from a web page', { headers: { origin: 'https://evil.example' } }, 403],
    ['under another name', { headers: { host: 'evil.example' } }, 421],
    ['with another method', { method: 'DELETE' }, 405],
  ])('refuses a request %s', async (_, options, status) => {
    expect((await ask(await endpoint(), options)).status).toBe(status)
  })

  it('is not found without the secret of its path', async () => {
    const made = await endpoint()
    const url = new URL(made.url)
    url.pathname = url.pathname.split('/').slice(2).join('/')
    expect((await ask(made, { url: url.href })).status).toBe(404)
  })

  it('is trusted by its own authority only', async () => {
    const [one, two] = [await endpoint(), await endpoint()]
    await expect(ask({ ...one, authorityPem: two.authorityPem })).rejects.toThrow(/certificate|signature/i)
  })

  it('says why it has no token, with the service’s own status where that refused', async () => {
    const refused = new ClientError('ERR_JOB_TOKEN_REFUSED', {
      message: 'Azure DevOps refused the job token (401).',
      hint: 'Map it.',
      data: { status: 401 },
    })
    expect(await ask(await endpoint({ take: () => Promise.reject(refused) }))).toMatchObject({
      status: 401,
      body: { message: 'Azure DevOps refused the job token (401). Map it.', typeKey: 'ERR_JOB_TOKEN_REFUSED' },
    })
    expect((await ask(await endpoint({ take: () => Promise.reject(new Error('canary')) }))).body).not.toMatchObject({
      message: expect.stringContaining('canary'),
    })
  })

  it('holds no connection open when it is closed', async () => {
    const made = await endpoint()
    await ask(made)
    made.close()
    await expect(ask(made)).rejects.toThrow()
  })
})

/** Sends bytes as they are and gives what comes back until the other side closes. */
async function sendRaw(to: Endpoint, bytes: string): Promise<string> {
  const { port } = new URL(to.url)
  const socket = connect({ host: '127.0.0.1', port: Number(port), ca: to.authorityPem })
  let text = ''
  socket.setEncoding('latin1').on('data', (part) => {
    text += String(part)
  })
  socket.on('error', () => {}) // The other side may close before it has read all.
  socket.end(bytes, 'latin1')
  await once(socket, 'close')
  return text
}

describe('whatever anybody sends to the local endpoint', () => {
  const targets = [
    '//',
    '///',
    '//[',
    'http://[',
    'http://x:99999/',
    '*',
    '/%',
    '/?%',
    '/\u0080',
    'x',
    '/?serviceConnectionId=%zz',
  ]

  it.each(targets)('a request for %s is answered, and so is the next one', async (target) => {
    const to = await endpoint()
    const { host, pathname } = new URL(to.url)
    const head = `Host: ${host}\r\nAuthorization: Bearer job-token\r\nConnection: close\r\n\r\n`
    expect(await sendRaw(to, `GET ${target} HTTP/1.1\r\n${head}`)).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(await sendRaw(to, `GET ${pathname} HTTP/1.1\r\n${head}`)).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('leaves it running: any target, any method, any headers, any bytes', async () => {
    const to = await endpoint({ take: async () => Promise.reject(new TypeError('a mistake')) })
    const { host, pathname } = new URL(to.url)
    const word = fc.string({ unit: 'binary', maxLength: 40 })
    const target = fc.oneof(
      word,
      fc.constantFrom(...targets),
      word.map((text) => `${pathname}${text}`),
    )
    const requests = fc.oneof(
      word,
      fc
        .tuple(fc.constantFrom('GET', 'POST', 'PUT', 'CONNECT', 'OPTIONS', 'TRACE', 'x'), target, word, word)
        .map(
          ([method, path, name, value]) =>
            `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer job-token\r\n${name}: ${value}\r\nConnection: close\r\n\r\n`,
        ),
    )
    await fc.assert(
      fc.asyncProperty(requests, async (bytes) => {
        await sendRaw(to, bytes)
      }),
      { numRuns: 150 },
    )
    expect((await ask(to)).status).toBe(503)
  })

  it('a clock that shows no time closes the connection of who asks, and nothing else', async () => {
    let now = Number.NaN
    const to = await endpoint({
      now: () => {
        if (Number.isNaN(now)) throw new RangeError('no time')
        return now
      },
    })
    await expect(ask(to)).rejects.toThrow()
    now = T0
    expect((await ask(to)).status).toBe(200)
  })
})
