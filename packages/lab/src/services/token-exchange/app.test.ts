import { describe, expect, it } from 'vitest'
import type { TokenExchangeSettings } from '../../ground/token-exchange-settings.ts'
import { type Answer, type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { claimsOf, forge } from '../bearer/test-client.ts'

const keys = testKeys()
const HOST = 'https://token-exchange.lab.example'
const TYPE = 'urn:ietf:params:oauth:token-type:'

type Fields = Readonly<Record<string, string | readonly string[] | null>>

interface Lab {
  readonly services: TestServices
  readonly token: string
  exchange(changes?: Fields): Promise<Answer>
}

async function lab(tokenExchange?: TokenExchangeSettings, issuer: 'entra' | 'ado' = 'ado'): Promise<Lab> {
  const services = testServices({ keys, settings: tokenExchange ? { tokenExchange } : {} })
  const connection = services.provisionConnection('any', { issuer })
  const token = (await services.issuer.issue(connection, null)).compact
  return { services, token, exchange: (changes = {}) => post(services, formOf(token, changes)) }
}

function formOf(token: string, changes: Fields): string {
  const fields: Fields = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: `${TYPE}jwt`,
    ...changes,
  }
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    for (const each of value === null ? [] : [value].flat()) form.append(name, each)
  }
  return form.toString()
}

function post(
  services: TestServices,
  body: string,
  contentType = 'application/x-www-form-urlencoded',
): Promise<Answer> {
  return services.send(`${HOST}/token`, { method: 'POST', headers: { 'content-type': contentType }, body })
}

describe('a token exchange', () => {
  // parity: rfc8693-exchange
  it('gives an access token for the audience, of the subject, which nobody may keep', async () => {
    const { exchange, services, token } = await lab()
    const answer = await exchange({ audience: 'https://api.example', scope: 'read write' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.json).toEqual({
      access_token: expect.any(String),
      issued_token_type: `${TYPE}access_token`,
      token_type: 'Bearer',
      expires_in: 3_600,
      scope: 'read write',
    })
    const subject = claimsOf(token)
    const now = services.clock.now() / 1_000
    expect(claimsOf(String(answer.json.access_token))).toEqual({
      iss: HOST,
      sub: subject.sub,
      aud: 'https://api.example',
      iat: now,
      exp: now + 3_600,
      jti: expect.any(String),
      idp: subject.iss,
      scope: 'read write',
    })
    expect(services.events.at(-1)).toMatchObject({
      kind: 'exchange',
      service: 'token-exchange',
      status: 200,
      error: null,
      audience: 'https://api.example',
    })
  })

  // parity: rfc8693-exchange
  it('takes tokens of Entra too, several targets, an actor, and a JWT as what is asked for', async () => {
    const { exchange, token } = await lab(undefined, 'entra')
    const { json } = await exchange({
      resource: ['https://one.example/a', 'https://two.example/'],
      audience: 'three',
      actor_token: token,
      actor_token_type: `${TYPE}id_token`,
      requested_token_type: `${TYPE}jwt`,
    })
    expect(json).toMatchObject({ issued_token_type: `${TYPE}jwt`, token_type: 'N_A' })
    expect(claimsOf(String(json.access_token))).toMatchObject({
      aud: ['https://one.example/a', 'https://two.example/', 'three'],
      act: { sub: claimsOf(token).sub, iss: claimsOf(token).iss },
    })
  })

  it('publishes its keys, so that what it gives can be exchanged where it is known', async () => {
    const { exchange, services } = await lab({ issuers: [HOST] })
    const { json } = await exchange()
    const again = await post(services, formOf(String(json.access_token), { audience: 'next' }))
    expect(again.status).toBe(200)
    const metadata = await services.send(`${HOST}/.well-known/oauth-authorization-server`)
    expect(metadata.json).toMatchObject({ issuer: HOST, token_endpoint: `${HOST}/token` })
    expect((await services.send(`${HOST}/.well-known/jwks.json`)).text).not.toContain('"d"')
  })

  // parity: rfc8693-errors
  it.each([
    ['no grant', { grant_type: null }, 'invalid_request'],
    ['another grant', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    ['no token', { subject_token: null }, 'invalid_request'],
    ['no kind of token', { subject_token_type: null }, 'invalid_request'],
    ['a kind of token that it does not take', { subject_token_type: `${TYPE}saml2` }, 'invalid_request'],
    ['a kind of token that it does not give', { requested_token_type: `${TYPE}refresh_token` }, 'invalid_request'],
    ['a parameter that stands twice', { scope: ['a', 'b'] }, 'invalid_request'],
    ['an actor of no kind', { actor_token: 'x' }, 'invalid_request'],
    ['a kind of actor without one', { actor_token_type: `${TYPE}jwt` }, 'invalid_request'],
    ['an actor that is no token', { actor_token: 'x', actor_token_type: `${TYPE}jwt` }, 'invalid_request'],
    ['a scope with a quote', { scope: 'a"b' }, 'invalid_scope'],
    ['a resource that is no URI', { resource: 'api' }, 'invalid_target'],
    ['a resource with a fragment', { resource: 'https://api.example/#x' }, 'invalid_target'],
    ['a token that is none', { subject_token: 'opaque' }, 'invalid_request'],
  ])('is refused with %s', async (_what, changes, error) => {
    const { exchange, services } = await lab()
    const answer = await exchange(changes)
    expect(answer).toMatchObject({ status: 400, json: { error, error_description: expect.any(String) } })
    expect(services.events.at(-1)).toMatchObject({ service: 'token-exchange', status: 400, error })
  })

  // parity: rfc8693-errors
  it('is refused for targets that the settings do not name', async () => {
    const { exchange } = await lab({ targets: ['https://api.example'] })
    expect((await exchange({ audience: 'https://api.example' })).status).toBe(200)
    const answer = await exchange({ audience: ['https://api.example', 'https://other.example'] })
    expect(answer.json).toMatchObject({
      error: 'invalid_target',
      error_description: 'no token is issued for https://other.example',
    })
  })

  // parity: rfc8693-errors
  it.each([
    ['the default', undefined, 'invalid_request'],
    ['the settings', 'invalid_grant', 'invalid_grant'],
  ] as const)('is refused for tokens that are not accepted, with the error of %s', async (_what, setting, error) => {
    const { exchange, services, token } = await lab(setting ? { rejectedTokenError: setting } : undefined)
    const claims = claimsOf(token)
    const { kid, x5t } = await keys.ado.current()
    const expires = Number(claims.exp)
    const tokens = {
      'is not a JWT': 'a.b.c',
      'is of an issuer that is not known': await forge(keys.ado, { ...claims, iss: 'https://issuer.example' }),
      'is for another audience': await forge(keys.ado, { ...claims, aud: 'other' }),
      'is signed with a key that': await forge(keys.entra, claims),
      'has a signature that is not valid': await forge(keys.entra, claims, { kid, x5t }),
      'is not valid yet': await forge(keys.ado, { ...claims, nbf: expires - 1 }),
    }
    for (const [why, subject_token] of Object.entries(tokens)) {
      const answer = await exchange({ subject_token })
      expect(answer.json).toMatchObject({ error, error_description: expect.stringContaining(why) })
      expect(answer.text).not.toContain(subject_token)
    }
    services.clock.set(expires * 1_000)
    expect((await exchange()).json).toMatchObject({
      error,
      error_description: `the subject_token has expired: it is ${expires}, and it ended at ${expires}`,
    })
  })

  it('is refused when the body is no form or is too large, by GET, and elsewhere', async () => {
    const { services, token } = await lab()
    expect(await post(services, JSON.stringify({ token }), 'application/json')).toMatchObject({
      status: 400,
      json: { error: 'invalid_request' },
    })
    expect((await post(services, 'x'.repeat(1_100_000))).status).toBe(413)
    const get = await services.send(`${HOST}/token`)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await services.send(`${HOST}/nothing`)).status).toBe(404)
  })
})
