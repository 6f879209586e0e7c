import type { IdTokenIssued } from '@mintwell/lab'
import { fingerprint } from '@mintwell/token'
import { beforeEach, describe, expect, it } from 'vitest'
import { ReceiptBook } from './receipts.ts'
import { newRunRecord, type RunRecord } from './record.ts'
import { TokenFold } from './token-fold.ts'

const NOW = Date.parse('2026-04-20T01:05:00Z')
const ISSUER = 'https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0'
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const step = { stage: 'Night', job: 'Work', step: 'login' }

/** A token, and the lab's event of its issue. */
function issue(
  uti: string,
  change: Partial<IdTokenIssued> = {},
): { readonly token: string; readonly event: IdTokenIssued } {
  const seconds = NOW / 1_000
  const claims = { iss: ISSUER, sub: '/eid1/c/pub/t/a/a/b/sc/c/d', aud: 'api://x', uti }
  const token = `${part({ alg: 'RS256' })}.${part({ ...claims, iat: seconds - 300, nbf: seconds - 300, exp: seconds + 86_400 })}.c2ln`
  const event: IdTokenIssued = {
    kind: 'id-token-issued',
    at: NOW,
    caller: { runNumber: 1, ...step, purpose: 'script' },
    connection: 'azure',
    connectionId: '11111111-1111-1111-1111-111111111111',
    source: 'oidc',
    reissued: false,
    fingerprint: fingerprint(token),
    issuer: ISSUER,
    subject: claims.sub,
    audience: claims.aud,
    issuedAt: NOW - 300_000,
    notBefore: NOW - 300_000,
    expiresAt: NOW + 86_400_000,
    mintedAt: NOW,
    ...change,
  }
  return { token, event }
}

let record: RunRecord
let fold: TokenFold
beforeEach(() => {
  record = newRunRecord(1, 'manual', NOW)
  fold = new TokenFold(new ReceiptBook())
  fold.beginRun(record)
})

describe('TokenFold', () => {
  it('writes a receipt for a token that the lab gave to a step, though no task says so', () => {
    fold.labEvent(issue('one').event)
    expect(record.receipts).toMatchObject([
      {
        ...step,
        connection: 'azure',
        source: 'oidc',
        issuer: ISSUER,
        issuedAt: '2026-04-20T01:00:00Z',
        mintedAt: '2026-04-20T01:05:00Z',
        expiresAt: '2026-04-21T01:05:00Z',
        verdict: 'fresh',
        tokenId: null,
      },
    ])
  })

  it('writes one receipt where a task says the same, and then knows the token’s id', () => {
    const { token, event } = issue('one')
    fold.labEvent(event)
    fold.taken(token, NOW + 20, step, 'oidc', 'azure')
    expect(record.receipts).toMatchObject([{ verdict: 'fresh', findings: [], tokenId: 'one' }])
  })

  it('writes what a task took that the lab did not give on request: a bound token', () => {
    fold.labEvent(issue('one', { source: 'late-bound', caller: null }).event)
    expect(record.receipts).toEqual([])
    fold.taken(issue('one').token, NOW, step, 'late-bound', 'azure')
    expect(record.receipts).toMatchObject([{ source: 'late-bound', tokenId: 'one' }])
  })

  it('tells an echo by a token that was given before, whoever said so', () => {
    const { token, event } = issue('one')
    fold.labEvent(event)
    fold.taken(token, NOW, step, 'oidc', 'azure')
    fold.labEvent(event)
    fold.taken(token, NOW, step, 'oidc', 'azure')
    expect(record.receipts.map(({ findings, tokenId }) => [findings, tokenId])).toEqual([
      [[], 'one'],
      [['echoed'], 'one'],
    ])
  })

  it('keeps steps apart, and writes the pipeline’s own token without a connection', () => {
    const { event } = issue('one')
    fold.labEvent(event)
    fold.labEvent({ ...issue('two').event, connection: null, connectionId: null })
    fold.labEvent({ ...issue('three').event, caller: { runNumber: 1, ...step, step: 'other', purpose: 'script' } })
    expect(record.receipts.map((receipt) => [receipt.step, receipt.connection])).toEqual([
      ['login', 'azure'],
      ['login', null],
      ['other', 'azure'],
    ])
  })

  it('passes over what nobody’s step asked for', () => {
    fold.labEvent(issue('one', { caller: null }).event)
    expect(record.receipts).toEqual([])
  })
})
