import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { CONNECTION, openStep, testKeys, testServices } from '../lab/test-services.ts'

const keys = testKeys()

/** Services with a fault on, a step, and what an exchange of its token is answered with. */
async function withFault(fault: string, issuer: 'entra' | 'ado' = 'entra') {
  const services = testServices({ keys, settings: { issuer } })
  const { job, accessToken } = await openStep(services)
  const before = services.events.length
  services.faults.switchOn(fault)
  const ask = () => services.askForIdToken(job, accessToken)
  const take = () => services.takeIdToken(job, accessToken)
  const codeOf = async (token: string) => {
    const answer = await services.exchange(token)
    return answer.status === 200 ? 200 : (answer.json.error_codes as readonly number[])[0]
  }
  return { services, job, before, ask, take, codeOf }
}

describe('faults', () => {
  it('can be switched on and off while the lab runs, and say so', async () => {
    const { services, before } = await withFault('credential-removed')
    expect(services.faults.active().map(({ fault }) => fault.name)).toEqual(['credential-removed'])
    services.faults.switchOn('echo:before=1s')
    services.faults.switchOn('credential-removed')
    services.faults.switchOff('echo')
    expect(services.faults.active().map(({ fault }) => fault.name)).toEqual(['credential-removed'])
    expect(services.events.slice(before)).toMatchObject([
      { kind: 'fault-switched', fault: 'credential-removed', on: true },
      { fault: 'echo', on: true },
      { fault: 'credential-removed', on: true },
      { fault: 'echo', on: false },
    ])
    expect(() => services.faults.switchOff('echo')).toThrow(expect.objectContaining({ code: 'ERR_FAULT_NOT_ON' }))
  })

  it('work together: an echoed token of the other issuer', async () => {
    const { services, take } = await withFault('echo')
    services.faults.switchOn('issuer-switched')
    const [first, second] = [await take(), await take()]
    expect(first).toBe(second)
    expect(decodeJwt(first).iss).toMatch(/^https:\/\/vstoken/)
  })

  // parity: fault-slow
  it('slow: answers come as much later as was asked', async () => {
    const { services, ask } = await withFault('slow:delay=30s,where=oidctoken,times=1')
    const start = services.clock.now()
    expect((await ask()).status).toBe(200)
    expect(services.clock.now() - start).toBe(30_000)
    expect((await ask()).status).toBe(200)
    expect(services.clock.now() - start).toBe(30_000)
  })

  // parity: fault-tenant-policy
  it.each([
    ['off', 700223],
    ['issuer', 700238],
    ['enterprise', 7002381],
    ['cross-cloud', 900382],
  ])('tenant-policy: the rule %s forbids an exchange that a credential allows, with %i', async (rule, code) => {
    const { services, take, codeOf } = await withFault(`tenant-policy:rule=${rule}`)
    const token = await take()
    expect(await codeOf(token)).toBe(code)
    services.faults.switchOff('tenant-policy')
    expect(await codeOf(token)).toBe(200)
  })

  // parity: fault-unavailable
  it('unavailable: 503 as often as was asked, at the place that was asked for', async () => {
    const { services, ask, take, codeOf } = await withFault('unavailable:times=2')
    expect((await ask()).status).toBe(503)
    expect((await services.exchange('never looked at')).status).toBe(503)
    expect(services.events.at(-1)).toMatchObject({ kind: 'exchange', status: 503, errorCode: null })
    expect(await codeOf(await take())).toBe(200)
  })

  // parity: entra-429
  it('throttled: 429 in plain text with Retry-After, for as long as it is on', async () => {
    const { services, take } = await withFault('throttled:where=token,retry-after=7s')
    for (let time = 0; time < 3; time += 1) {
      const answer = await services.exchange(await take())
      expect(answer.status).toBe(429)
      expect(answer.text).toBe('Too Many Requests')
      expect(answer.headers.get('retry-after')).toBe('7')
      expect(answer.headers.get('date')).not.toBeNull()
    }
  })

  // parity: fault-clock-skew
  it('clock-skew: tokens of the future, or tokens that have ended already', async () => {
    const ahead = await withFault('clock-skew:by=6m', 'ado')
    expect(await ahead.codeOf(await ahead.take())).toBe(700024)
    const behind = await withFault('clock-skew:by=16m,direction=behind', 'ado')
    expect(await behind.codeOf(await behind.take())).toBe(700024)
    const little = await withFault('clock-skew:by=4m', 'ado')
    expect(await little.codeOf(await little.take())).toBe(200)
  })

  // parity: fault-key-rotated
  it.each(['entra', 'ado'] as const)(
    'key-rotated: the %s issuer’s tokens name a key that is not published',
    async (issuer) => {
      const { services, take, codeOf } = await withFault('key-rotated', issuer)
      const token = await take()
      expect(await codeOf(token)).toBe(7000272)
      services.faults.switchOff('key-rotated')
      expect(await codeOf(token)).toBe(200)
    },
  )

  // parity: entra-501661
  it('keys-unreachable: also where the keys were known before', async () => {
    const { services, take, codeOf } = await withFault('echo')
    const token = await take()
    expect(await codeOf(token)).toBe(200)
    services.faults.switchOn('keys-unreachable')
    expect(await codeOf(token)).toBe(501661)
    services.faults.switchOff('keys-unreachable')
    expect(await codeOf(token)).toBe(200)
  })

  // parity: fault-credential-removed
  it('credential-removed: the application trusts nobody', async () => {
    const { take, codeOf } = await withFault('credential-removed')
    expect(await codeOf(await take())).toBe(70025)
  })

  // parity: entra-propagation
  it('credential-not-propagated: a new credential is known after a while', async () => {
    const { services, take, codeOf } = await withFault('credential-not-propagated:for=10m')
    expect(await codeOf(await take())).toBe(70025)
    services.clock.advance(600_000)
    expect(await codeOf(await take())).toBe(200)
  })

  // parity: fault-issuer-switched
  it.each(['entra', 'ado'] as const)(
    'issuer-switched: tokens of a connection of %s come from the other issuer',
    async (issuer) => {
      const { take, codeOf } = await withFault('issuer-switched', issuer)
      const token = await take()
      expect(decodeJwt(token).iss?.startsWith('https://vstoken')).toBe(issuer === 'entra')
      expect(await codeOf(token)).toBe(700211)
    },
  )

  // parity: fault-subject-changed
  it.each([
    ['entra', 7002137],
    ['ado', 700213],
  ] as const)('subject-changed: tokens of %s name another connection', async (issuer, code) => {
    const { take, codeOf } = await withFault('subject-changed', issuer)
    expect(await codeOf(await take())).toBe(code)
  })

  // parity: fault-wrong-audience
  it.each([
    ['entra', 7002121],
    ['ado', 700212],
  ] as const)('wrong-audience: tokens of %s are for somebody else', async (issuer, code) => {
    const { take, codeOf } = await withFault('wrong-audience', issuer)
    expect(await codeOf(await take())).toBe(code)
  })

  // parity: fault-connection-unauthorized
  it('connection-unauthorized: no token for a connection, but the pipeline’s own', async () => {
    const { services, job, ask } = await withFault('connection-unauthorized')
    const answer = await ask()
    expect(answer.status).toBe(400)
    expect(answer.json.value).toMatch(/^There is no explicit reference to service connection /)
    const { accessToken } = job.openStep('own')
    const own = await services.send(job.oidcRequestUri, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}` },
    })
    expect(own.status).toBe(200)
  })

  // parity: fault-job-token-expired
  it('job-token-expired: 401 once the step is old enough', async () => {
    const { services, ask } = await withFault('job-token-expired:after=1h')
    expect((await ask()).status).toBe(200)
    services.clock.advance(3_600_000)
    expect((await ask()).status).toBe(401)
    expect(services.events.at(-1)).toMatchObject({ kind: 'refused', reason: 'fault', status: 401 })
  })

  // parity: fault-null-token
  it.each([
    ['not-found', 404, ''],
    ['empty', 200, '{}'],
  ])('null-token: the form %s has no token in it', async (form, status, body) => {
    const { ask } = await withFault(`null-token:form=${form}`)
    const answer = await ask()
    expect([answer.status, answer.text]).toEqual([status, body])
  })

  // parity: fault-null-token
  it('null-token: a sign-in page is HTML with 203', async () => {
    const { ask } = await withFault('null-token:form=sign-in')
    const answer = await ask()
    expect(answer.status).toBe(203)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
  })

  it('touch no other lab', async () => {
    await withFault('credential-removed')
    const other = testServices({ keys })
    const { job, accessToken } = await openStep(other)
    expect((await other.exchange(await other.takeIdToken(job, accessToken, CONNECTION))).status).toBe(200)
  })
})
