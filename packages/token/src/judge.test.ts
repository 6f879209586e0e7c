import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ageAt,
  CLOCK_TOLERANCE_MS,
  type Contract,
  effectiveContract,
  findingNames,
  isBreach,
  judge,
  nothingSeen,
  readToken,
  remainingAt,
  type Seen,
  type Token,
  type TokenReading,
} from './index.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const read = (claims: object) => readToken(`${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`)

const MINT = Date.parse('2026-04-20T01:09:56Z')
const ENTRA_ISSUER = 'https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0'
const iat = MINT / 1_000 - 300
const entra = read({ iss: ENTRA_ISSUER, sub: 's', aud: 'a', uti: 'u', iat, nbf: iat, exp: iat + 86_700 })
const END = MINT + 86_400_000
const short = read({ iss: 'https://example.test', iat: MINT / 1_000, nbf: MINT / 1_000, exp: MINT / 1_000 + 300 })
const seen = (reading: TokenReading): Seen => ({
  fingerprints: new Set([reading.fingerprint]),
  comparedWith: { scope: 'history', count: 3 },
})
const findings = (reading: TokenReading, now: number, contract: Contract = {}, before: Seen = nothingSeen) =>
  judge(reading, contract, now, before).findings

describe('The freshness contract', () => {
  test('An Entra-issued token is fresh at birth although its iat is 5 minutes back.', () => {
    expect(judge(entra, {}, MINT, nothingSeen)).toEqual({ verdict: 'fresh', findings: [] })
  })

  test('A token older than 10 minutes is stale, at exactly 10 minutes it is not.', () => {
    expect(findings(entra, MINT + 600_000)).toEqual([])
    expect(findings(entra, MINT + 600_001)).toEqual(['stale'])
  })

  test('A token with less than 5 minutes left is expiring, with exactly 5 minutes it is not.', () => {
    expect(findings(entra, END - 300_000)).toEqual(['stale'])
    expect(findings(entra, END - 299_999)).toEqual(['expiring', 'stale'])
  })

  test('A token ends at exp, and one that has ended is not called expiring too.', () => {
    expect(findings(entra, END - 1)).toEqual(['expiring', 'stale'])
    expect(findings(entra, END)).toEqual(['expired', 'stale'])
  })

  test('For a token of 5 minutes the defaults shrink: a third must remain, half of it is old.', () => {
    expect(findings(short, MINT)).toEqual([])
    expect(findings(short, MINT + 150_000)).toEqual([])
    expect(findings(short, MINT + 150_001)).toEqual(['stale'])
    expect(findings(short, MINT + 200_000)).toEqual(['stale'])
    expect(findings(short, MINT + 200_001)).toEqual(['expiring', 'stale'])
  })

  test('A declared minimum is absolute, also where the token never had as much.', () => {
    expect(findings(short, MINT, { minRemaining: 300_001 })).toEqual(['expiring'])
    expect(findings(short, MINT + 299_999, { minRemaining: 0, maxAge: 300_000 })).toEqual([])
  })

  test('A budget that the token does not cover makes it expiring, one that it covers exactly does not.', () => {
    expect(findings(entra, MINT, { budget: 86_400_000 })).toEqual([])
    expect(findings(entra, MINT, { budget: 86_400_001 })).toEqual(['expiring'])
  })

  test('A budget does not lower the minimum.', () => {
    expect(findings(entra, END - 200_000, { budget: 1_000, maxAge: 1e9 })).toEqual(['expiring'])
  })

  test('A token whose nbf is more than a minute ahead is not yet valid; a minute is forgiven.', () => {
    const ahead = read({ iat: MINT / 1_000, nbf: MINT / 1_000, exp: MINT / 1_000 + 3_600 })
    expect(findings(ahead, MINT - CLOCK_TOLERANCE_MS)).toEqual([])
    expect(findings(ahead, MINT - CLOCK_TOLERANCE_MS - 1)).toEqual(['not-yet-valid'])
  })

  test('A token seen before is echoed, unless nobody asked.', () => {
    expect(judge(entra, {}, MINT, seen(entra))).toEqual({ verdict: 'echoed', findings: ['echoed'] })
    expect(findings(entra, MINT, { distinct: false }, seen(entra))).toEqual([])
    expect(findings(entra, MINT, {}, seen(short))).toEqual([])
  })

  test('Findings are worst first, and the first is the verdict.', () => {
    expect(judge(entra, {}, END + 1, seen(entra))).toEqual({
      verdict: 'expired',
      findings: ['expired', 'echoed', 'stale'],
    })
  })

  test('What is no token is malformed and nothing else.', () => {
    const reading = readToken('null')
    expect(judge(reading, {}, MINT, seen(reading))).toEqual({ verdict: 'malformed', findings: ['malformed'] })
  })

  test('Expiring and worse are a breach; echoed, stale and fresh are none.', () => {
    expect(findingNames.filter((name) => isBreach(name))).toEqual(['malformed', 'expired', 'not-yet-valid', 'expiring'])
    expect(isBreach('fresh')).toBe(false)
  })

  test('A token that ends before it begins has an empty life and is never fresh after its end.', () => {
    const backwards = read({ iat: 200, exp: 100 })
    expect(findings(backwards, 100_000)).toEqual(['expired'])
    expect(effectiveContract({}, -5)).toMatchObject({ minRemaining: 0, maxAge: 0 })
  })

  test('A clock or a contract that is no number proves nothing.', () => {
    expect(isBreach(judge(entra, {}, Number.NaN, nothingSeen).verdict)).toBe(true)
    expect(findings(entra, MINT, { minRemaining: Number.NaN, maxAge: Number.NaN })).toEqual(['expiring', 'stale'])
  })
})

describe('The contract over any token and time', () => {
  const instants = fc.integer({ min: 0, max: 4_000_000_000 })
  const tokens = fc
    .record({
      iat: instants,
      life: fc.integer({ min: -1_000, max: 200_000 }),
      back: fc.integer({ min: 0, max: 900 }),
      isEntra: fc.boolean(),
    })
    .map(({ iat, life, back, isEntra }) => {
      const claims = { iat, nbf: Math.max(0, iat - back), exp: Math.max(0, iat + life) }
      return read(isEntra ? { ...claims, iss: ENTRA_ISSUER } : claims) as Token
    })
  const durations = fc.option(fc.integer({ min: 0, max: 100_000_000 }), { nil: undefined })
  const contracts = fc
    .record({ minRemaining: durations, budget: durations, maxAge: durations })
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Contract)
  const offsets = fc.integer({ min: -1_000_000, max: 200_000_000 })
  const rank = (verdict: string) => (verdict === 'fresh' ? findingNames.length : findingNames.indexOf(verdict as never))

  test('The verdict is the first finding, the findings are in their order and without repeats.', () => {
    fc.assert(
      fc.property(tokens, contracts, offsets, fc.boolean(), (token, contract, offset, known) => {
        const judged = judge(token, contract, token.times.mintedAt + offset, known ? seen(token) : nothingSeen)
        const order = judged.findings.map((name) => findingNames.indexOf(name))
        expect(order).toEqual([...new Set(order)].sort((a, b) => a - b))
        expect(judged.verdict).toBe(judged.findings[0] ?? 'fresh')
      }),
    )
  })

  test('A token with a life is fresh at the instant it was minted, whoever issued it.', () => {
    fc.assert(
      fc.property(
        tokens.filter((token) => token.times.lifetime > 0),
        (token) => {
          expect(judge(token, {}, token.times.mintedAt, nothingSeen).verdict).toBe('fresh')
        },
      ),
    )
  })

  test('An ended token is always a breach, under any contract.', () => {
    fc.assert(
      fc.property(tokens, contracts, fc.nat(), (token, contract, after) => {
        expect(isBreach(judge(token, contract, token.times.expiresAt + after, nothingSeen).verdict)).toBe(true)
      }),
    )
  })

  test('No breach means that what is left covers the declared minimum and the budget.', () => {
    fc.assert(
      fc.property(tokens, contracts, offsets, (token, contract, offset) => {
        const now = token.times.mintedAt + offset
        if (isBreach(judge(token, contract, now, nothingSeen).verdict)) return
        expect(remainingAt(token.times, now)).toBeGreaterThan(0)
        expect(remainingAt(token.times, now)).toBeGreaterThanOrEqual(contract.minRemaining ?? 0)
        expect(remainingAt(token.times, now)).toBeGreaterThanOrEqual(contract.budget ?? 0)
      }),
    )
  })

  test('Once valid, a token only gets worse with time.', () => {
    fc.assert(
      fc.property(tokens, contracts, fc.nat(200_000_000), fc.nat(200_000_000), (token, contract, first, more) => {
        const now = token.times.mintedAt + first
        const before = judge(token, contract, now, nothingSeen).verdict
        expect(rank(judge(token, contract, now + more, nothingSeen).verdict)).toBeLessThanOrEqual(rank(before))
      }),
    )
  })

  test('Asking for more never improves the verdict.', () => {
    fc.assert(
      fc.property(tokens, offsets, fc.nat(1e8), fc.nat(1e8), (token, offset, minimum, more) => {
        const now = token.times.mintedAt + offset
        const verdict = (minRemaining: number) => rank(judge(token, { minRemaining }, now, nothingSeen).verdict)
        expect(verdict(minimum + more)).toBeLessThanOrEqual(verdict(minimum))
      }),
    )
  })

  test('Having been seen adds the one finding echoed and changes no other.', () => {
    fc.assert(
      fc.property(tokens, contracts, offsets, (token, contract, offset) => {
        const now = token.times.mintedAt + offset
        const known = findings(token, now, contract, seen(token))
        expect(known).toContain('echoed')
        expect(known.filter((name) => name !== 'echoed')).toEqual(findings(token, now, contract))
      }),
    )
  })

  test('Age and what remains add up to the lifetime.', () => {
    fc.assert(
      fc.property(tokens, offsets, ({ times }, offset) => {
        const now = times.mintedAt + offset
        expect(ageAt(times, now) + remainingAt(times, now)).toBe(times.lifetime)
      }),
    )
  })
})
