import { describe, expect, it } from 'vitest'
import { growth, LINEAR } from '../../../../test/growth.ts'
import { type Handing, ReceiptBook } from './receipts.ts'

const MINTED = Date.UTC(2026, 3, 20, 1, 4, 56)
const HANDING: Handing = {
  at: MINTED + 1_000,
  run: 1,
  stage: 'S',
  job: 'J',
  step: 'login',
  connection: 'my-connection',
  source: 'oidc',
}

/** A token as Azure DevOps issues one, whose signature nobody checks here. */
function token(id: string, mintedAt = MINTED): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const second = Math.floor(mintedAt / 1_000)
  const claims = {
    jti: id,
    iss: 'https://vstoken.dev.azure.com/11111111-2222-3333-4444-555555555555',
    sub: 'sc://org/project/my-connection',
    aud: 'api://AzureADTokenExchange',
    iat: second,
    nbf: second,
    exp: second + 600,
  }
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`
}

function book(): ReceiptBook {
  const made = new ReceiptBook()
  made.beginRun()
  return made
}

describe('a receipt', () => {
  it('says to whom a token was handed, its times and its verdict, and never the token', () => {
    const receipt = book().write(token('a'), HANDING)
    expect(receipt).toMatchObject({
      run: '1',
      stage: 'S',
      job: 'J',
      step: 'login',
      connection: 'my-connection',
      source: 'oidc',
      tokenId: 'a',
      issuedAt: '2026-04-20T01:04:56Z',
      expiresAt: '2026-04-20T01:14:56Z',
      verdict: 'fresh',
      findings: [],
      comparedWith: { scope: 'job', count: 0 },
    })
    expect(receipt.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    for (const segment of token('a').split('.').slice(1)) expect(JSON.stringify(receipt)).not.toContain(segment)
  })

  it('calls a token echoed that was handed out before in the run', () => {
    const receipts = book()
    receipts.write(token('a'), HANDING)
    receipts.write(token('b'), HANDING)
    const again = receipts.write(token('a'), { ...HANDING, step: 'later' })
    expect(again).toMatchObject({ verdict: 'echoed', comparedWith: { scope: 'job', count: 2 } })
  })

  it('calls a token echoed that an earlier run had, and says how many runs it was compared with', () => {
    const receipts = book()
    receipts.write(token('a'), HANDING)
    receipts.beginRun()
    receipts.beginRun()
    expect(receipts.write(token('a'), { ...HANDING, run: 3 })).toMatchObject({
      findings: ['echoed'],
      comparedWith: { scope: 'history', count: 2 },
    })
    expect(receipts.write(token('b'), { ...HANDING, run: 3 })).toMatchObject({ findings: [] })
  })

  it('names what is wrong with a token that is old, has ended, or is none', () => {
    const receipts = book()
    expect(receipts.write(token('a'), { ...HANDING, at: MINTED + 7 * 60_000 }).findings).toEqual(['expiring', 'stale'])
    expect(receipts.write(token('b'), { ...HANDING, at: MINTED + 600_000 }).verdict).toBe('expired')
    expect(receipts.write('null', HANDING)).toMatchObject({ verdict: 'malformed', expiresAt: null, issuer: null })
  })

  it('costs no more after thousands of runs', () => {
    const write = (runs: number) => {
      const receipts = new ReceiptBook()
      for (let run = 1; run <= runs; run += 1) {
        receipts.beginRun()
        receipts.write(token(`t${run}`), { ...HANDING, run })
      }
    }
    expect(growth(write, 250)).toBeLessThan(LINEAR)
  })
})
