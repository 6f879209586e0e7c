import { describe, expect, it } from 'vitest'
import { entraCredential } from '../credential/entra-credential.ts'
import type { ClientError } from '../errors.ts'
import type { HttpClient } from '../http/http-client.ts'
import { keepFresh } from '../keeper/keep-fresh.ts'
import { testToken } from '../keeper/test-simulation.ts'
import { fakeHttp } from '../sources/test-http.ts'
import { TestMachine } from '../waiting/test-machine.ts'
import { exchangeAtAws, stsEndpoint } from './aws.ts'
import { exchangeAtEntra, scopeOf } from './entra.ts'
import { exchangeFresh, exchangePatiently } from './exchange-fresh.ts'
import { fits, formatCredential, secretsOf } from './format-credential.ts'
import { answers } from './test-answers.ts'
import { exchangeByRfc8693 } from './token-exchange.ts'

const T0 = Date.UTC(2026, 3, 20)
const assertion = testToken(T0, 600_000, 'canary')
const entraOk = {
  text: JSON.stringify({ token_type: 'Bearer', expires_in: 3599, access_token: 'access' }),
  headers: { date: 'Mon, 20 Apr 2026 00:00:01 GMT' },
}
const entra = (http: HttpClient) =>
  exchangeAtEntra(
    { assertion, tenantId: 'tenant', clientId: 'client', scope: 'https://vault.azure.net/.default' },
    http,
    () => T0,
  )
const aws = (http: HttpClient) =>
  exchangeAtAws(
    {
      webIdentityToken: assertion,
      roleArn: 'arn:aws:iam::1:role/x',
      sessionName: 's',
      endpoint: 'https://sts.eu-west-1.amazonaws.com',
    },
    http,
  )

async function errorOf(run: () => Promise<unknown>): Promise<ClientError> {
  const error = (await run().then(
    () => undefined,
    (reason: unknown) => reason,
  )) as ClientError
  expect(JSON.stringify({ message: error.message, hint: error.hint, data: error.data })).not.toContain(assertion)
  return error
}

describe('the exchange at Entra', () => {
  it('is one form POST with the assertion in the body, and its times are the server’s', async () => {
    const http = fakeHttp([entraOk])
    expect(await entra(http)).toEqual({
      kind: 'entra',
      accessToken: 'access',
      tokenType: 'Bearer',
      expiresInSeconds: 3599,
      expiresAt: T0 + 3_600_000,
    })
    const [request] = http.requests
    expect(request?.url).toBe('https://login.microsoftonline.com/tenant/oauth2/v2.0/token')
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      scope: 'https://vault.azure.net/.default',
    })
  })

  it('that is refused says what the code means and what to do, and that the assertion has ended', async () => {
    const error = await errorOf(() => entra(fakeHttp([answers.entraExpired])))
    expect(error.code).toBe('ERR_EXCHANGE_REFUSED')
    expect(error.data).toMatchObject({ code: 'AADSTS700024', status: 401, assertionEnded: true })
    expect(error.message).toContain('The client assertion had expired 5 min 8 s before it was presented.')
    expect(error.hint).toMatch(/^1\. /)
  })

  it.each([
    [{ status: 429, headers: { 'retry-after': '60' }, text: 'Too Many Requests' }, 'ERR_EXCHANGE_UNREACHABLE'],
    [{ status: 503, text: '' }, 'ERR_EXCHANGE_UNREACHABLE'],
    [{ status: 200, text: '{}' }, 'ERR_EXCHANGE_REFUSED'],
    [{ status: 200, text: 'not json' }, 'ERR_EXCHANGE_REFUSED'],
    [new Error('connect ETIMEDOUT'), 'ERR_EXCHANGE_UNREACHABLE'],
  ])('answered with %j is %s', async (answer, code) => {
    expect((await errorOf(() => entra(fakeHttp([answer])))).code).toBe(code)
  })

  it('shows no token that a service echoes in its error', async () => {
    const error = await errorOf(() =>
      entra(
        fakeHttp([
          { status: 400, text: JSON.stringify({ error_description: `AADSTS50027: bad ${assertion}\u0007 here` }) },
        ]),
      ),
    )
    expect(error.message).toContain('AADSTS50027: bad ***\\x07 here')
  })

  it('takes a resource as the scope of all that one may do there', () => {
    expect(scopeOf('https://management.core.windows.net/')).toBe('https://management.core.windows.net//.default')
    expect(scopeOf('https://vault.azure.net/.default')).toBe('https://vault.azure.net/.default')
  })
})

describe('the exchange at AWS', () => {
  it('is one unsigned form POST, its answer read from XML', async () => {
    const http = fakeHttp([answers.awsOk])
    expect(await aws(http)).toEqual({
      kind: 'aws',
      accessKeyId: 'ASIA1',
      secretAccessKey: 'a&b',
      sessionToken: 'session',
      expiration: '2026-04-20T02:00:00Z',
    })
    expect(http.requests[0]?.url).toBe('https://sts.eu-west-1.amazonaws.com/')
    expect(new URLSearchParams(http.requests[0]?.body).get('WebIdentityToken')).toBe(assertion)
  })

  it('that is refused has STS’ own code', async () => {
    const error = await errorOf(() => aws(fakeHttp([answers.awsExpired])))
    expect(error.data).toMatchObject({ code: 'ExpiredTokenException', assertionEnded: true })
    expect((await errorOf(() => aws(fakeHttp([{ status: 500, text: '<html>' }])))).code).toBe(
      'ERR_EXCHANGE_UNREACHABLE',
    )
  })

  it('goes to the region’s endpoint, or to where the environment says', () => {
    expect(stsEndpoint({}, undefined)).toBe('https://sts.amazonaws.com')
    expect(stsEndpoint({ AWS_REGION: 'eu-west-1' }, undefined)).toBe('https://sts.eu-west-1.amazonaws.com')
    expect(stsEndpoint({ AWS_REGION: 'eu-west-1' }, 'cn-north-1')).toBe('https://sts.cn-north-1.amazonaws.com.cn')
    expect(stsEndpoint({ AWS_ENDPOINT_URL_STS: 'https://local' }, 'x')).toBe('https://local')
  })
})

describe('the exchange by RFC 8693', () => {
  it('sends what was given and nothing else', async () => {
    const http = fakeHttp([
      {
        text: JSON.stringify({
          access_token: 'access',
          issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          token_type: 'Bearer',
          expires_in: 300,
        }),
      },
    ])
    const got = await exchangeByRfc8693(
      { subjectToken: assertion, tokenUrl: 'https://sts.example/v1/token', audience: '//iam/x' },
      http,
    )
    expect(got).toEqual({
      kind: 'rfc8693',
      accessToken: 'access',
      issuedTokenType: 'urn:ietf:params:oauth:token-type:access_token',
      tokenType: 'Bearer',
      expiresInSeconds: 300,
      scope: null,
    })
    expect(Object.fromEntries(new URLSearchParams(http.requests[0]?.body))).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: assertion,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      audience: '//iam/x',
    })
  })

  it('that is refused has the service’s own words', async () => {
    const error = await errorOf(() =>
      exchangeByRfc8693(
        { subjectToken: assertion, tokenUrl: 'https://sts.example/t' },
        fakeHttp([{ status: 400, text: '{"error":"invalid_target","error_description":"no such audience"}' }]),
      ),
    )
    expect(error.message).toContain('invalid_target: no such audience')
    expect(error.data.code).toBe('invalid_target')
  })
})

describe('a credential', () => {
  const token = {
    kind: 'entra',
    accessToken: 'access',
    tokenType: 'Bearer',
    expiresInSeconds: 3599,
    expiresAt: T0 + 3_600_000,
  } as const
  const keys = {
    kind: 'aws',
    accessKeyId: 'ASIA1',
    secretAccessKey: 'secret',
    sessionToken: 'session',
    expiration: '2026-04-20T02:00:00Z',
  } as const

  it('is written as the tool that reads it expects', () => {
    expect(JSON.parse(formatCredential(token, 'azure', { tenantId: 't', subscriptionId: 's' }))).toEqual({
      accessToken: 'access',
      expiresOn: expect.stringMatching(/^2026-04-\d\d \d\d:\d\d:00\.000000$/),
      expires_on: (T0 + 3_600_000) / 1_000,
      subscription: 's',
      tenant: 't',
      tokenType: 'Bearer',
    })
    expect(JSON.parse(formatCredential(keys, 'aws'))).toEqual({
      Version: 1,
      AccessKeyId: 'ASIA1',
      SecretAccessKey: 'secret',
      SessionToken: 'session',
      Expiration: '2026-04-20T02:00:00Z',
    })
    expect(formatCredential(keys, 'env')).toBe(
      'AWS_ACCESS_KEY_ID=ASIA1\nAWS_SECRET_ACCESS_KEY=secret\nAWS_SESSION_TOKEN=session\nAWS_CREDENTIAL_EXPIRATION=2026-04-20T02:00:00Z\n',
    )
    expect(formatCredential(token, 'env')).toBe(
      `AZURE_ACCESS_TOKEN=access\nAZURE_ACCESS_TOKEN_EXPIRES_ON=${(T0 + 3_600_000) / 1_000}\n`,
    )
    expect(JSON.parse(formatCredential(token, 'json'))).toMatchObject({
      access_token: 'access',
      expires_at: '2026-04-20T01:00:00.000Z',
    })
  })

  it('fits the forms of its own tool, and names its secrets', () => {
    expect([fits('entra', 'azure'), fits('aws', 'azure'), fits('aws', 'env'), fits('rfc8693', 'aws')]).toEqual([
      true,
      false,
      true,
      false,
    ])
    expect([secretsOf(token), secretsOf(keys)]).toEqual([['access'], ['secret', 'session']])
  })
})

describe('an exchange of a fresh token', () => {
  const tokens = (row: readonly string[]) => {
    const rejected: string[] = []
    let at = 0
    return {
      rejected,
      token: async () => row[Math.min(at, row.length - 1)] as string,
      rejectedToken: rejected,
      reject: () => at++,
      now: () => T0,
    }
  }

  it('is tried once more with another token where exactly that one has ended', async () => {
    const from = tokens(['old', 'new'])
    const used: string[] = []
    const http = fakeHttp([answers.entraExpired, entraOk])
    const result = await exchangeFresh(
      {
        token: from.token,
        rejected: (token) => {
          from.rejected.push(token)
          from.reject()
        },
      },
      (token) => {
        used.push(token)
        return exchangeAtEntra({ assertion: token, tenantId: 't', clientId: 'c', scope: 's' }, http, () => T0)
      },
    )
    expect(result.accessToken).toBe('access')
    expect(used).toEqual(['old', 'new'])
    expect(from.rejected).toEqual(['old'])
  })

  it('ends with the service’s own refusal where there is no other token', async () => {
    const http = fakeHttp([answers.entraExpired])
    await expect(
      exchangeFresh({ token: async () => 'same', rejected: () => {} }, (token) =>
        exchangeAtEntra({ assertion: token, tenantId: 't', clientId: 'c', scope: 's' }, http, () => T0),
      ),
    ).rejects.toMatchObject({ data: { code: 'AADSTS700024' } })
    expect(http.requests.length).toBe(1)
  })
})

describe('an exchange that a service cannot answer', () => {
  const patient = (exchangeOnce: (signal: AbortSignal) => Promise<unknown>, maxWait = 900_000) => {
    const machine = new TestMachine(T0)
    const waits: number[] = []
    const told: string[] = []
    const onRetry = (error: ClientError, retryAt: number) => {
      told.push(error.code)
      waits.push(retryAt - machine.now())
    }
    const ended = exchangePatiently(exchangeOnce, maxWait, { clock: machine.clock, random: () => 1, onRetry })
    ended.catch(() => {}) // The test looks at it later.
    return { ended: machine.advance(2 * maxWait).then(() => ended), waits, told }
  }

  it('is tried again with growing pauses, as long as the service asks where it asks, and told each time', async () => {
    const busy = { status: 429, text: '', headers: { 'retry-after': '60' } }
    const http = fakeHttp([{ status: 503, text: '' }, busy, entraOk])
    const { ended, waits, told } = patient(() => entra(http))
    expect(await ended).toMatchObject({ accessToken: 'access' })
    expect(waits).toEqual([2_000, 60_000])
    expect(told).toEqual(['ERR_EXCHANGE_UNREACHABLE', 'ERR_EXCHANGE_UNREACHABLE'])
  })

  it('is given up after three more, and at once where the wait would be too long', async () => {
    const down = fakeHttp([{ status: 503, text: '' }])
    const { ended, waits } = patient(() => entra(down))
    expect(await errorOf(() => ended)).toMatchObject({ code: 'ERR_EXCHANGE_UNREACHABLE' })
    expect([waits, down.requests.length]).toEqual([[2_000, 4_000, 8_000], 4])
    const busy = fakeHttp([{ status: 429, text: '', headers: { 'retry-after': '60' } }])
    await errorOf(() => patient(() => entra(busy), 30_000).ended)
    expect(busy.requests).toHaveLength(1)
  })

  it('is given up at the end of the wait though it is still under way, and told so', async () => {
    const signals: AbortSignal[] = []
    const { ended } = patient((signal) => {
      signals.push(signal)
      return new Promise(() => {})
    }, 6_000)
    expect(await errorOf(() => ended)).toMatchObject({ code: 'ERR_EXCHANGE_UNREACHABLE' })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })

  it('is not what a refusal is, nor a certificate that nobody trusts: those end at once', async () => {
    const untrusted = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    for (const answer of [answers.entraExpired, untrusted]) {
      const http = fakeHttp([answer])
      await errorOf(() => patient(() => entra(http)).ended)
      expect(http.requests).toHaveLength(1)
    }
  })
})

describe('the credential for the Azure SDKs', () => {
  it('asks once for any number of callers, keeps the access token until 5 minutes before its end, and asks apart for each scope', async () => {
    let now = T0
    const http = fakeHttp([{ ...entraOk, headers: {} }])
    const tokens = {
      token: async () => assertion,
      take: () => Promise.reject(new Error('not asked')),
      assertion: async () => assertion,
      rejected: () => {},
      now: () => now,
      close: () => {},
    }
    const credential = entraCredential(tokens, { tenantId: 't', clientId: 'c', http, env: {} })
    const all = await Promise.all(Array.from({ length: 5 }, () => credential.getToken('https://a/.default')))
    expect(all[0]).toEqual({ token: 'access', expiresOnTimestamp: T0 + 3_599_000, tokenType: 'Bearer' })
    expect(http.requests.length).toBe(1)
    await credential.getToken(['https://b/.default'])
    expect(http.requests.length).toBe(2)
    now += 54 * 60_000
    await credential.getToken('https://a/.default')
    expect(http.requests.length).toBe(2)
    now += 60_000
    await credential.getToken('https://a/.default')
    expect(http.requests.length).toBe(3)
  })

  it('needs nothing but the tokens: the environment and the token say which application it is', async () => {
    const tenant = '11111111-2222-3333-4444-555555555555'
    const token = testToken(T0, 600_000, 'canary', { iss: `https://login.microsoftonline.com/${tenant}/v2.0` })
    const source = { name: 'test', subject: 'test', request: async () => ({ token }) }
    const tokens = keepFresh(source, {}, { clock: new TestMachine(T0).clock, random: () => 0 })
    const http = fakeHttp([entraOk])
    const env = { AZURE_CLIENT_ID: 'the-client', AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us' }
    await entraCredential(tokens, { http, env }).getToken('https://a/.default')
    expect(http.requests[0]?.url).toBe(`https://login.microsoftonline.us/${tenant}/oauth2/v2.0/token`)
    expect(http.requests[0]?.body).toContain('client_id=the-client')
    await expect(entraCredential(tokens, { http, env: {} }).getToken('s')).rejects.toMatchObject({
      code: 'ERR_SURFACE_CONFIGURATION',
    })
    tokens.close()
  })
})
