import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeToken, fingerprint, MAX_TOKEN_LENGTH, readToken, type Token, TokenError, tokenErrors } from './index.ts'

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const compact = (claims: unknown, header: unknown = { alg: 'RS256', typ: 'JWT' }, signature = 'c2lnbmF0dXJl') =>
  `${part(header)}.${part(claims)}.${signature}`
const wrong = (text: string) => {
  const reading = readToken(text)
  return reading.kind === 'malformed' ? { reason: reading.reason, at: reading.at } : 'a token'
}

const MINT = Date.parse('2026-04-20T01:09:56Z')
const entra = {
  iss: 'https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0',
  sub: '/eid1/c/pub/t/DQQikWdsW0yxEjajBLZtrQ/a/rISbSSETf0KqFyZ8ppdXmA/sc/0d5b1c4e-58a5-4a3f-9a67-0a1e2b3c4d5e/6f7a8b9c-0d1e-4f20-8a3b-4c5d6e7f8091',
  aud: 'fb60f99c-7a34-4190-8149-302f77469936',
  uti: 'aBcDeFgHiJkLmNoPqRsTuV',
  iat: MINT / 1_000 - 300,
  nbf: MINT / 1_000 - 300,
  exp: MINT / 1_000 + 86_400,
}

describe('A readable token', () => {
  test('An Entra-issued token was minted 5 minutes after its iat and lives 24 hours.', () => {
    const token = decodeToken(compact(entra))
    expect(token.issuerKind).toBe('entra')
    expect(token.tokenId).toBe(entra.uti)
    expect(token.audience).toBe(entra.aud)
    expect(token.times).toEqual({
      issuedAt: MINT - 300_000,
      notBefore: MINT - 300_000,
      expiresAt: MINT + 86_400_000,
      mintedAt: MINT,
      lifetime: 86_400_000,
    })
  })

  test('A token of another issuer was minted at its iat, even where nbf is earlier.', () => {
    const iat = MINT / 1_000
    const token = decodeToken(
      compact({
        iss: 'https://vstoken.dev.azure.com/9122040d-6c67-4c5b-b112-36a304b66dad',
        sub: 'sc://contoso/shop/production',
        jti: 'a',
        iat,
        nbf: iat - 600,
        exp: iat + 600,
      }),
    )
    expect(token.issuerKind).toBe('azure-devops')
    expect(token.times).toMatchObject({ mintedAt: MINT, notBefore: MINT - 600_000, lifetime: 600_000 })
  })

  test('Without an iat the nbf stands for it; without an nbf the token is valid from the start.', () => {
    expect(decodeToken(compact({ nbf: 100, exp: 200 })).times.issuedAt).toBe(100_000)
    expect(decodeToken(compact({ iat: 100, exp: 200 })).times.notBefore).toBeNull()
  })

  test('Claims that are missing are null, and jti goes before uti.', () => {
    const token = decodeToken(compact({ iat: 1, exp: 2 }))
    expect(token).toMatchObject({ issuer: null, subject: null, audience: null, tokenId: null, issuerKind: 'other' })
    expect(decodeToken(compact({ iat: 1, exp: 2, jti: 'j', uti: 'u' })).tokenId).toBe('j')
  })

  test('A time may have a fraction of a second, and is kept to the millisecond.', () => {
    expect(decodeToken(compact({ iat: 1.0004, exp: 2.5 })).times).toMatchObject({ issuedAt: 1_000, expiresAt: 2_500 })
  })

  test('Of two members with one name the last counts, as RFC 7519 has it.', () => {
    expect(decodeToken(compact('{"iat":1,"exp":2,"exp":900}')).times.expiresAt).toBe(900_000)
  })

  test('A claim named like a property of every object is an ordinary claim, and a missing one is not inherited.', () => {
    const token = decodeToken(compact('{"iat":1,"exp":2,"__proto__":{"iss":"https://evil.test"},"constructor":"x"}'))
    expect(token.issuer).toBeNull()
    expect(({} as Record<string, unknown>).iss).toBeUndefined()
  })

  test('An audience may be a list.', () => {
    expect(decodeToken(compact({ iat: 1, exp: 2, aud: ['a', 'b'] })).audience).toEqual(['a', 'b'])
  })

  test('JSON that is nested a hundred thousand deep is read without a crash.', () => {
    const deep = `{"iat":1,"exp":2,"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    expect(readToken(compact(deep)).kind).toBe('token')
    expect(wrong(compact('['.repeat(100_000)))).toEqual({ reason: 'json', at: 'payload' })
  })
})

describe('A text that is no token', () => {
  test.each(['', 'null', 'undefined'])('The text %j is the absence of a token.', (text) => {
    expect(wrong(text)).toEqual({ reason: 'absent', at: null })
  })

  test.each(['a', 'a.b', 'a.b.c.d', 'a.b.c.d.e.f', 'Bearer'])('%j has not the three parts of a token.', (text) => {
    expect(wrong(text)).toEqual({ reason: 'segments', at: null })
  })

  test('Five parts are an encrypted token.', () => {
    expect(wrong(`${part({ alg: 'dir', enc: 'A256GCM' })}..aa.bb.cc`).valueOf()).toEqual({
      reason: 'encrypted',
      at: null,
    })
  })

  test('An empty signature is no signature.', () => {
    expect(wrong(compact({ iat: 1, exp: 2 }, { alg: 'none' }, ''))).toEqual({ reason: 'unsigned', at: null })
  })

  test('A text over the limit is not looked into.', () => {
    const long = `${compact({ iat: 1, exp: 2 })}${'A'.repeat(MAX_TOKEN_LENGTH)}`
    expect(wrong(long)).toEqual({ reason: 'too-long', at: null })
  })

  test.each([
    ['padding', `${compact(entra)}==`],
    ['a line break at the end', `${compact(entra)}\n`],
    ['a plus sign', compact(entra, undefined, 'a+bc')],
    ['a length that no bytes have', compact(entra, undefined, 'abcde')],
    ['loose bits', compact(entra, undefined, 'ab')],
  ])('A part with %s is refused, so that one token has one fingerprint.', (_, text) => {
    expect(wrong(text)).toEqual({ reason: 'encoding', at: 'signature' })
  })

  test.each([
    ['no JSON', '{"iat":1,', 'json'],
    ['a byte order mark', '\uFEFF{"iat":1,"exp":2}', 'json'],
    ['an array', '[1]', 'not-an-object'],
    ['a number', '1', 'not-an-object'],
    ['null', 'null', 'not-an-object'],
  ])('A payload that is %s is refused.', (_, payload, reason) => {
    expect(wrong(compact(payload))).toEqual({ reason, at: 'payload' })
  })

  test('A payload that is not UTF-8 is refused.', () => {
    const bytes = Buffer.concat([Buffer.from('{"iat":1,"exp":2,"sub":"'), Buffer.from([0xff]), Buffer.from('"}')])
    expect(wrong(`${part({ alg: 'RS256' })}.${bytes.toString('base64url')}.c2lnbmF0dXJl`)).toEqual({
      reason: 'json',
      at: 'payload',
    })
  })

  test.each(['iss', 'sub', 'aud', 'jti', 'uti'])('A claim %s of the wrong type is named.', (name) => {
    expect(wrong(compact({ iat: 1, exp: 2, [name]: 7 }))).toEqual({ reason: 'claim', at: name })
  })

  test('A header without alg, and an audience list with a number in it, are refused.', () => {
    expect(wrong(compact({ iat: 1, exp: 2 }, {}))).toEqual({ reason: 'claim', at: 'alg' })
    expect(wrong(compact({ iat: 1, exp: 2, aud: ['a', 1] }))).toEqual({ reason: 'claim', at: 'aud' })
  })

  test.each([
    ['a text', '"1776647096"'],
    ['null', 'null'],
    ['negative', '-1'],
    ['infinite', '1e999'],
    ['in milliseconds', '1776647096000'],
  ])('A time that is %s is refused.', (_, value) => {
    expect(wrong(compact(`{"iat":1,"exp":${value}}`))).toEqual({ reason: 'time', at: 'exp' })
  })

  test('A token without an end, or without a start, is refused: its freshness cannot be proved.', () => {
    expect(wrong(compact({ iat: 1 }))).toEqual({ reason: 'no-end', at: null })
    expect(wrong(compact({ exp: 1 }))).toEqual({ reason: 'no-start', at: null })
  })

  test('Any text at all is read as a token or as malformed, and never throws.', () => {
    const json = fc.json().map((text) => compact(text))
    fc.assert(
      fc.property(fc.oneof(fc.string(), json, fc.string({ unit: 'binary' })), (text) => {
        expect(['token', 'malformed']).toContain(readToken(text).kind)
      }),
    )
  })
})

describe('What is kept of a token', () => {
  const canary = 'Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5'

  test('Its fingerprint is the SHA-256 of its text, in hex.', () => {
    expect(fingerprint('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(decodeToken(compact(entra)).fingerprint).toBe(fingerprint(compact(entra)))
  })

  test('No error has any part of the token in its message, data or stack.', () => {
    const texts = [
      `${canary}.${canary}.${canary}`,
      `${part({ alg: 'RS256' })}.${part(`{"${canary}`)}.${canary}`,
      `${part({ alg: 'RS256' })}.${part({ iss: 5, note: canary })}.${canary}`,
      `${canary}\n`,
      `${canary}.${canary}.${canary}.${canary}.${canary}`,
    ]
    for (const text of texts) {
      let caught: unknown
      try {
        decodeToken(text)
      } catch (error) {
        caught = error
      }
      expect(caught).toBeInstanceOf(TokenError)
      const error = caught as TokenError
      expect(error.code).toBe('ERR_TOKEN_MALFORMED')
      expect(error.data.fingerprint).toBe(fingerprint(text))
      expect(error.next).toBe(tokenErrors.ERR_TOKEN_MALFORMED.next)
      const told = [error.message, error.stack, JSON.stringify(error.data), String(error.cause)].join('\n')
      expect(told).not.toContain(canary)
    }
  })

  test('A decoded token has no field with the compact text or the signature in it.', () => {
    const token: Token = decodeToken(compact(entra, undefined, canary))
    expect(JSON.stringify(token)).not.toContain(canary)
  })
})
