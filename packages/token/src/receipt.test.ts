import { describe, expect, test } from 'vitest'
import { judge, makeReceipt, nothingSeen, readToken, type Seen } from './index.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const MINT = Date.parse('2026-04-20T01:09:56Z')
const ENTRA_ISSUER = 'https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0'
const iat = MINT / 1_000 - 300
const claims = { iss: ENTRA_ISSUER, sub: 's', aud: 'a', uti: 'u', iat, nbf: iat, exp: iat + 86_700 }
const entra = readToken(`${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`)
const before: Seen = { fingerprints: new Set([entra.fingerprint]), comparedWith: { scope: 'history', count: 3 } }

describe('A receipt', () => {
  const handover = {
    run: '7',
    stage: 'build',
    job: 'job',
    attempt: 1,
    step: 'login',
    connection: 'azure',
    source: 'file',
  }

  test('It has every time in ISO 8601, the judgement and what was compared, and nothing else.', () => {
    const at = MINT + 1_500
    const judgement = judge(entra, {}, at, before)
    const receipt = makeReceipt({ handover, reading: entra, judgement, comparedWith: before.comparedWith, at })
    expect(receipt).toEqual({
      ...handover,
      fingerprint: entra.fingerprint,
      tokenId: 'u',
      issuer: ENTRA_ISSUER,
      subject: 's',
      audience: 'a',
      issuedAt: '2026-04-20T01:04:56Z',
      notBefore: '2026-04-20T01:04:56Z',
      expiresAt: '2026-04-21T01:09:56Z',
      mintedAt: '2026-04-20T01:09:56Z',
      verdict: 'echoed',
      findings: ['echoed'],
      comparedWith: { scope: 'history', count: 3 },
      at: '2026-04-20T01:09:57.500Z',
    })
  })

  test('For a malformed token it has the fingerprint, the verdict and nulls.', () => {
    const reading = readToken('null')
    const judgement = judge(reading, {}, MINT, nothingSeen)
    const receipt = makeReceipt({ handover, reading, judgement, comparedWith: nothingSeen.comparedWith, at: MINT })
    expect(receipt).toMatchObject({
      verdict: 'malformed',
      issuer: null,
      issuedAt: null,
      expiresAt: null,
      tokenId: null,
    })
    expect(receipt.fingerprint).toHaveLength(64)
  })

  test('It never holds the token.', () => {
    const canary = 'Q2FuYXJ5Q2FuYXJ5'
    const texts = [`${part({ alg: 'RS256' })}.${part({ iat: 1, exp: 2 })}.${canary}`, canary]
    for (const text of texts) {
      const reading = readToken(text)
      const judgement = judge(reading, {}, MINT, nothingSeen)
      const receipt = makeReceipt({ handover, reading, judgement, comparedWith: nothingSeen.comparedWith, at: MINT })
      expect(JSON.stringify(receipt)).not.toContain(canary)
    }
  })
})
