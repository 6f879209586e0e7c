import { describe, expect, it } from 'vitest'
import { decide } from './decide.ts'
import type { AskedToken, Observations } from './observations.ts'
import { observationsWith } from './test-observations.ts'
import { T0, tokenOf } from './test-tokens.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

type IssuerName = 'entra' | 'azure-devops'

const asked = (issuer: IssuerName, minted: number, at: number, id = ''): AskedToken => ({
  kind: 'token',
  token: tokenOf(issuer, minted, { id }),
  at,
})
/** Two requests that each mint. */
const mints = (issuer: IssuerName): readonly AskedToken[] => [
  asked(issuer, T0, T0),
  asked(issuer, T0 + 30_000, T0 + 30_000),
]
/** Two requests that bring one token. */
const echoes = (issuer: IssuerName, minted: number): readonly AskedToken[] => [
  asked(issuer, minted, T0),
  asked(issuer, minted, T0 + 30_000),
]
const held = (issuer: IssuerName, minted: number, id = ''): Observations['held'] => ({
  kind: 'token',
  token: tokenOf(issuer, minted, { id }),
})

function observe(parts: Partial<Observations>): Observations {
  return observationsWith({ held: { kind: 'absent' }, requests: mints('entra'), ...parts })
}
const mechanism = (parts: Partial<Observations>) => decide(observe(parts)).mechanism

describe.each(['entra', 'azure-devops'] as const)('the deciding experiment with tokens of %s', (issuer) => {
  it('finds nothing where each request mints and the script has a token of its task', () => {
    expect(mechanism({ held: held(issuer, T0 - 2_000, 'own'), requests: mints(issuer) })).toBe('none')
  })

  it('finds late-bound where the token of the script is older than its task and requests mint', () => {
    expect(mechanism({ held: held(issuer, T0 - 5 * MINUTE), requests: mints(issuer) })).toBe('late-bound')
  })

  it('finds echo where all three are one token', () => {
    expect(mechanism({ held: held(issuer, T0 - 4 * MINUTE), requests: echoes(issuer, T0 - 4 * MINUTE) })).toBe('echo')
  })

  it('finds both where the requests bring one token and the script has an older one than its task', () => {
    const found = mechanism({ held: held(issuer, T0 - 20 * HOUR), requests: echoes(issuer, T0 - 4 * MINUTE) })
    expect(found).toBe('both')
  })

  it('finds echo where the token was replaced between the start of the task and the requests', () => {
    const requests = echoes(issuer, T0 + 10_000)
    expect(mechanism({ held: held(issuer, T0 - 5_000, 'own'), requests })).toBe('echo')
  })

  it('finds echo where one of the requests brings the token of the script again', () => {
    const requests = [asked(issuer, T0 - MINUTE, T0), asked(issuer, T0 + 30_000, T0 + 30_000)]
    expect(mechanism({ held: held(issuer, T0 - MINUTE), requests })).toBe('echo')
  })

  it('finds held-too-long where the token was taken in time and has ended', () => {
    const now = T0 + 25 * HOUR
    const requests = [asked(issuer, now - 30_000, now - 30_000), asked(issuer, now, now)]
    expect(mechanism({ held: held(issuer, T0, 'own'), requests, now })).toBe('held-too-long')
  })

  it('tells echo from none also where the script has no token', () => {
    expect(mechanism({ requests: echoes(issuer, T0) })).toBe('echo')
    expect(mechanism({ requests: mints(issuer) })).toBe('none')
  })

  it('finds the issuer whose clock is ahead or behind, and does not take its tokens for old ones', () => {
    const skewed = (by: number) => ({
      held: held(issuer, T0 - 2_000 + by, 'own'),
      requests: [asked(issuer, T0 + by, T0), asked(issuer, T0 + 30_000 + by, T0 + 30_000)],
    })
    expect(mechanism(skewed(15 * MINUTE))).toBe('clock-skew')
    expect(mechanism(skewed(-15 * MINUTE))).toBe('clock-skew')
  })
})

describe('what else the experiment tells', () => {
  it('knows a bound token by its fingerprint, where neither the task nor the run says when it started', () => {
    const old = tokenOf('entra', T0 - 2 * HOUR)
    const parts: Partial<Observations> = {
      held: { kind: 'token', token: old },
      taskStart: { at: null, from: 'unknown' },
    }
    expect(mechanism({ ...parts, boundFingerprint: old.fingerprint })).toBe('late-bound')
    expect(mechanism({ ...parts, lateBoundFlag: 'on' })).toBe('late-bound')
    expect(mechanism(parts)).toBe('none')
  })

  it('takes a token that is not older than the run, and has ended, for one that was kept', () => {
    const parts: Partial<Observations> = {
      held: held('azure-devops', T0 - 20 * MINUTE),
      requests: mints('azure-devops'),
      taskStart: { at: T0 - 30 * MINUTE, from: 'pipeline-start' },
    }
    expect(mechanism(parts)).toBe('held-too-long')
  })

  it('finds held-too-long where the token lives on, but not for as long as it is needed', () => {
    expect(mechanism({ held: held('entra', T0 - 2_000, 'own'), needs: 30 * HOUR })).toBe('held-too-long')
  })

  it.each(['job-token', 'network', 'no-token'] as const)(
    'gives the cause of a refusal as the mechanism: %s',
    (cause) => {
      const refusal: AskedToken = { kind: 'refused', cause, message: 'It was refused.', hint: 'Do this.' }
      expect(decide(observe({ requests: [refusal] }))).toEqual({
        mechanism: cause,
        evidence: ['It was refused.'],
        cure: 'Do this.',
      })
    },
  )

  it.each(['', 'null', 'undefined'])('finds no-token where the script was given %j', (text) => {
    expect(mechanism({ held: { kind: 'no-token', text } })).toBe('no-token')
  })

  it('finds spent where the service says that the token was used before', () => {
    const found = decide(observe({ refusal: { kind: 'replayed', words: 'Token reuse detected' } }))
    expect(found.mechanism).toBe('spent')
    expect(found.cure).toMatch(/new ID token before each exchange/)
  })

  it('says of a party that finds an echoed token too old that no newer one can be had', () => {
    const { mechanism: found, evidence } = decide(
      observe({ requests: echoes('entra', T0 - 4 * HOUR), refusal: { kind: 'too-old', words: 'is stale to sign-in' } }),
    )
    expect(found).toBe('echo')
    expect(evidence.join(' ')).toMatch(/refuses old tokens .* none newer/)
  })

  it('finds a clock of this machine that is off where nothing else is wrong', () => {
    expect(mechanism({ clockOffset: 7 * MINUTE })).toBe('clock-skew')
    expect(mechanism({ clockOffset: 7 * MINUTE, requests: echoes('entra', T0) })).toBe('echo')
  })

  it('claims nothing where nothing could be asked', () => {
    expect(mechanism({ requests: [] })).toBe('not-tested')
  })
})
