import { createHmac, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { openListener, type TestListener } from '../../lab/test-listener.ts'
import { CONNECTION, testKeys, testServices } from '../../lab/test-services.ts'
import { stsErrors } from './sts-errors.ts'

// Tokens that were made to deceive, over real HTTP: each is refused with an answer in Entra's form, none makes the service fail, none makes it fetch
// anything, and none is in the answer or in what the lab tells.

const keys = testKeys()

interface Craft {
  readonly header?: object | string
  readonly claims?: object | string
  readonly key?: KeyObject
  readonly signature?: string
}

const listeners: TestListener[] = []
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close()
})

/** Status and `error` of each code, from the catalogue that other tests hold to the public captures. */
const catalogue = new Map(
  Object.values(stsErrors).map(({ code, status, error, errorUri }) => [code, { status, error, errorUri }]),
)

async function openGauntlet() {
  const fetched: string[] = []
  const services = testServices({
    keys,
    settings: { issuer: 'ado' },
    fetchDocument: async (url) => {
      fetched.push(url)
      const response = await services.route(new URL(url).host)?.request(url)
      return { status: response?.status ?? 502, body: (await response?.text()) ?? '' }
    },
  })
  const connection = services.provisionConnection(CONNECTION)
  const { kid, x5t, privateKey } = await keys.ado.current()
  const now = services.clock.now() / 1_000
  const goodHeader = { typ: 'JWT', alg: 'RS256', x5t, kid }
  const goodClaims = {
    sub: connection.subject,
    aud: 'api://AzureADTokenExchange',
    iss: connection.issuer,
    nbf: now,
    exp: now + 600,
    iat: now,
  }
  const craft = ({ header = goodHeader, claims = goodClaims, key = privateKey, signature }: Craft) => {
    const encode = (part: object | string) =>
      Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
    const input = `${encode(header)}.${encode(claims)}`
    return `${input}.${signature ?? sign('sha256', Buffer.from(input), key).toString('base64url')}`
  }
  const listener = await openListener(services, 'login.microsoftonline.com')
  listeners.push(listener)
  const post = (body: string) =>
    listener.send(`/${connection.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    })
  const codeOf = async (token: string) => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: connection.clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: token,
      scope: 'https://management.azure.com/.default',
    })
    const answer = await post(form.toString())
    expect(services.events.filter(({ kind }) => kind === 'service-failed')).toEqual([])
    if (token.length > 40) {
      expect(JSON.stringify(services.events)).not.toContain(token.slice(-40))
      expect(answer.text).not.toContain(token.slice(-40))
    }
    if (answer.status === 200) return 200
    const json = JSON.parse(answer.text) as {
      readonly error_codes: readonly number[]
      readonly error_description: string
    }
    const [code = 0] = json.error_codes
    const { status, error, errorUri } = catalogue.get(code) ?? {}
    expect(answer.status).toBe(status)
    expect(json).toEqual({
      error,
      error_description: expect.stringMatching(
        new RegExp(`^AADSTS${code}: .+ Trace ID: \\S+ Correlation ID: \\S+ Timestamp: 2026-04-20 01:04:56Z$`),
      ),
      error_codes: [code],
      timestamp: '2026-04-20 01:04:56Z',
      trace_id: answer.headers['x-ms-request-id'],
      correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ...(errorUri ? { error_uri: `https://login.microsoftonline.com/error?code=${code}` } : {}),
    })
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    return code
  }
  return { services, connection, fetched, goodHeader, goodClaims, craft, codeOf, privateKey, post }
}

const bytesOf = (token: string) => Buffer.from(token.split('.')[2] ?? '', 'base64url')

const header = (change: object) => (good: object) => ({ header: { ...good, ...change } })
const claims = (change: object) => (_good: object, good: object) => ({ claims: { ...good, ...change } })

describe('the gauntlet', () => {
  it('lets the good token through, so that all others differ from it by what is said alone', async () => {
    const { craft, codeOf } = await openGauntlet()
    expect(await codeOf(craft({}))).toBe(200)
  })

  // parity: entra-gauntlet, entra-700211
  it.each<[string, number, (header: object, claims: object) => Craft]>([
    ['alg none', 5002738, header({ alg: 'none' })],
    ['alg NONE', 5002738, header({ alg: 'NONE' })],
    ['RS384, which the key is not for', 5002730, header({ alg: 'RS384' })],
    ['PS256, which the key is not for', 5002730, header({ alg: 'PS256' })],
    ['ES256', 5002738, header({ alg: 'ES256' })],
    ['no alg', 50027, header({ alg: undefined })],
    ['an alg that is a list', 50027, header({ alg: ['RS256'] })],
    ['another type of token', 5002727, header({ typ: 'at+jwt' })],
    ['an unknown key', 7000272, header({ kid: 'never-heard-of', x5t: undefined })],
    ['no key named', 5002723, header({ kid: undefined, x5t: undefined })],
    ['a key without a name', 5002723, header({ kid: '', x5t: '' })],
    ['a key id that is a number', 50027, header({ kid: 7 })],
    ['jku', 50027, header({ jku: 'https://attacker.example/keys' })],
    ['x5u', 50027, header({ x5u: 'https://attacker.example/cert' })],
    ['jwk', 50027, header({ jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } })],
    ['crit', 50027, header({ crit: ['exp'] })],
    ['b64 false', 50027, header({ b64: false })],
    ['no issuer', 90014, claims({ iss: undefined })],
    ['no subject', 90014, claims({ sub: undefined })],
    ['no audience', 90014, claims({ aud: undefined })],
    ['an issuer that is an object', 50027, claims({ iss: {} })],
    ['a list of audiences', 50027, claims({ aud: ['api://AzureADTokenExchange'] })],
    ['an end in words', 50027, claims({ exp: '2026-04-21' })],
    ['an end that is a string of digits', 50027, claims({ exp: '9999999999' })],
    ['a fraction of a second', 50027, claims({ exp: 1_776_647_696.5 })],
    ['a negative beginning', 50027, claims({ nbf: -5 })],
    ['an end beyond the year 9999', 50027, claims({ exp: 253_402_300_800 })],
    ['an end that is not finite', 50027, () => ({ claims: '{"iss":"i","sub":"s","aud":"a","exp":1e999}' })],
    ['an end that is null', 50027, claims({ exp: null })],
    ['an iat that is a string', 50027, claims({ iat: 'now' })],
    ['no end', 700024, claims({ exp: undefined })],
    ['an end of 0', 700024, claims({ exp: 0 })],
    [
      'another tenant’s issuer',
      700211,
      claims({ iss: 'https://login.microsoftonline.com/9e8f61a7-0000-4000-8000-000000000000/v2.0' }),
    ],
    ['an issuer of its own', 700211, claims({ iss: 'https://attacker.example' })],
    [
      'an issuer with a slash more',
      700211,
      (_header, good) => ({ claims: { ...good, iss: `${(good as { iss: string }).iss}/` } }),
    ],
    ['an audience of its own', 700212, claims({ aud: 'api://attacker' })],
    [
      'the audience’s id from an issuer that is not Entra’s',
      700212,
      claims({ aud: 'fb60f99c-7a34-4190-8149-302f77469936' }),
    ],
    ['a subject of its own', 700213, claims({ sub: 'sc://lab/pipelines/other' })],
    ['claims that are a list', 50027, () => ({ claims: '[]' })],
    ['claims that are null', 50027, () => ({ claims: 'null' })],
    ['claims that are not JSON', 50027, () => ({ claims: '{"iss":' })],
    ['claims that are not UTF-8', 50027, () => ({ claims: Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1') })],
    ['a header that is not JSON', 50027, () => ({ header: 'RS256' })],
    ['a header that is a string', 50027, () => ({ header: '"RS256"' })],
    ['an empty signature', 50027, () => ({ signature: '' })],
    ['a signature that is no base64url', 50027, () => ({ signature: 'a+b/' })],
    ['a padded signature', 50027, () => ({ signature: 'YWJj=' })],
    ['a signature of one letter', 50027, () => ({ signature: 'a' })],
    ['a signature of zeros', 700027, () => ({ signature: Buffer.alloc(256).toString('base64url') })],
    ['a signature that is too long', 700027, () => ({ signature: Buffer.alloc(4_096, 1).toString('base64url') })],
  ])('refuses %s with %i', async (_what, code, change) => {
    const { craft, codeOf, goodHeader, goodClaims, fetched, connection } = await openGauntlet()
    expect(await codeOf(craft(change(goodHeader, goodClaims)))).toBe(code)
    const own = [
      `${connection.issuer}/.well-known/openid-configuration`,
      'https://vstoken.dev.azure.com/.well-known/jwks',
    ]
    expect(fetched.filter((url) => !own.includes(url))).toEqual([])
  })

  // parity: entra-gauntlet
  it('refuses claims and headers that are named twice, also where one is escaped', async () => {
    const { craft, codeOf, goodClaims, goodHeader } = await openGauntlet()
    const doubled = JSON.stringify(goodClaims).replace('{', '{"sub":"sc://attacker",')
    expect(await codeOf(craft({ claims: doubled }))).toBe(50027)
    expect(await codeOf(craft({ claims: doubled.replace('"sub"', '"\\u0073ub"') }))).toBe(50027)
    expect(await codeOf(craft({ header: JSON.stringify(goodHeader).replace('{', '{"alg":"none",') }))).toBe(50027)
  })

  // parity: entra-gauntlet
  it('refuses a token that is signed with the public key as an HMAC secret', async () => {
    const { craft, codeOf, goodHeader, privateKey } = await openGauntlet()
    const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })
    const unsigned = craft({ header: { ...goodHeader, alg: 'HS256' }, signature: 'AAAA' })
      .split('.')
      .slice(0, 2)
      .join('.')
    const signature = createHmac('sha256', pem).update(unsigned).digest('base64url')
    expect(await codeOf(`${unsigned}.${signature}`)).toBe(5002738)
    const lying = craft({ signature: 'AAAA' }).split('.').slice(0, 2).join('.')
    expect(await codeOf(`${lying}.${createHmac('sha256', pem).update(lying).digest('base64url')}`)).toBe(700027)
  })

  it('refuses a token that another key signed, or whose claims were changed after signing', async () => {
    const { craft, codeOf, goodClaims } = await openGauntlet()
    expect(await codeOf(craft({ key: (await keys.entra.current()).privateKey }))).toBe(700027)
    const [head, , signature] = craft({}).split('.')
    const later = Buffer.from(JSON.stringify({ ...goodClaims, exp: goodClaims.exp + 1 })).toString('base64url')
    expect(await codeOf(`${head}.${later}.${signature}`)).toBe(700027)
  })

  // parity: entra-gauntlet
  it('refuses every other text of the good signature, though it decodes to the same bytes', async () => {
    const { craft, codeOf } = await openGauntlet()
    const good = craft({})
    const others = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .map((letter) => good.slice(0, -1) + letter)
      .filter((token) => token !== good && bytesOf(token).equals(bytesOf(good)))
    expect(others).toHaveLength(15)
    for (const token of others) expect(await codeOf(token)).toBe(50027)
  })

  it('refuses an assertion that the application signed itself with a certificate that it does not have', async () => {
    const { craft, codeOf, goodClaims, connection } = await openGauntlet()
    const aud = `https://login.microsoftonline.com/${connection.tenantId}/oauth2/v2.0/token`
    const own = { ...goodClaims, iss: connection.clientId, sub: connection.clientId, aud }
    expect(await codeOf(craft({ claims: own }))).toBe(700027)
  })

  it.each([
    ['nothing but text', 'not-a-token'],
    ['two parts', 'eyJhbGciOiJSUzI1NiJ9.e30'],
    ['four parts', 'eyJhbGciOiJSUzI1NiJ9.e30.YQ.YQ'],
    ['empty parts', '..'],
    ['white space', 'eyJhbGciOiJSUzI1NiJ9.e30.Y Q'],
    ['the word null', 'null'],
    ['a megabyte of letters', 'a'.repeat(1_000_000)],
    ['a megabyte of dots', '.'.repeat(1_000_000)],
  ])('refuses %s with 50027', async (_what, token) => {
    const { codeOf } = await openGauntlet()
    expect(await codeOf(token)).toBe(50027)
  })

  it('refuses a body of two megabytes without reading it to its end, and lives on', async () => {
    const { craft, codeOf, post } = await openGauntlet()
    const answer = await post(`client_assertion=${'a'.repeat(2_000_000)}`)
    expect([answer.status, JSON.parse(answer.text).error_codes]).toEqual([400, [9002313]])
    expect(await codeOf(craft({}))).toBe(200)
  })

  // parity: entra-gauntlet
  it('refuses deep JSON, and claims with the names of prototypes', async () => {
    const { craft, codeOf, goodClaims } = await openGauntlet()
    const deep = `${JSON.stringify(goodClaims).slice(0, -1)},"deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
    expect(await codeOf(craft({ claims: deep }))).toBe(50027)
    expect(await codeOf(craft({ claims: '['.repeat(20_000) }))).toBe(50027)
    const polluted = `{"__proto__":${JSON.stringify(goodClaims)},"constructor":{}}`
    expect(await codeOf(craft({ claims: polluted }))).toBe(90014)
  })
})
