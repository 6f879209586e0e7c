import { describe, expect, it } from 'vitest'
import { exchangeAnswer, layOut, summaryTables } from './print-tables.ts'
import { type ExchangeRecord, newRunRecord, type RunRecord } from './record.ts'

const exchange: ExchangeRecord = {
  at: '2026-04-21T01:16:10Z',
  stage: 'S',
  job: 'J',
  step: 'exchange',
  purpose: 'script',
  clientId: 'c',
  status: 401,
  errorCode: 700024,
  fingerprint: 'abcdef0123456789',
}

type ReceiptRecord = RunRecord['receipts'][number]

const receipt: ReceiptRecord = {
  run: '1',
  stage: 'S',
  job: 'J',
  attempt: 1,
  step: 'login',
  connection: 'conn',
  source: 'oidc',
  fingerprint: 'abcdef0123456789',
  tokenId: null,
  issuer: null,
  subject: null,
  audience: null,
  issuedAt: '2026-04-20T01:05:00Z',
  notBefore: '2026-04-20T01:05:00Z',
  expiresAt: '2026-04-21T01:10:00Z',
  mintedAt: '2026-04-20T01:10:00Z',
  verdict: 'expiring',
  findings: ['expiring', 'echoed', 'stale'],
  comparedWith: { scope: 'history', count: 1 },
  at: '2026-04-21T01:05:30Z',
}

function run(receipts: readonly ReceiptRecord[], exchanges: readonly ExchangeRecord[]): RunRecord {
  const record = newRunRecord(2, 'manual', Date.UTC(2026, 3, 21, 1, 5, 30))
  record.receipts.push(...receipts)
  record.exchanges.push(...exchanges)
  return record
}

describe('a table', () => {
  it('has its columns under their heads, as wide as their widest cell, and no spaces at the ends of lines', () => {
    expect(
      layOut(
        ['a', 'long head'],
        [
          ['wide cell', 'x'],
          ['y', ''],
        ],
      ),
    ).toBe(['a          long head', '─────────  ─────────', 'wide cell  x', 'y'].join('\n'))
  })

  it('without rows is its heads', () => {
    expect(layOut(['a', 'b'], [])).toBe('a  b\n─  ─')
  })
})

describe('the tables behind a log', () => {
  it('are the runs alone where no token was handed out', () => {
    expect(summaryTables([run([], [])])).toBe(
      [
        'run  reason  queued (UTC)         result',
        '───  ──────  ───────────────────  ─────────',
        '2    manual  2026-04-21 01:05:30  succeeded',
        '',
      ].join('\n'),
    )
  })

  it('are runs, tokens with age and remaining time at hand-over, and exchanges', () => {
    const [, tokens = '', exchanges = ''] = summaryTables([run([receipt], [exchange])]).split('\n\n')
    const cells = (table: string) => (table.split('\n')[2] ?? '').split(/ {2,}/)
    expect(cells(tokens)).toEqual([
      '2',
      'login',
      'oidc',
      '04-20 01:10:00',
      '04-21 01:10:00',
      '23 h 55 min',
      '4 min 30 s',
      'expiring',
      'echoed, stale',
      'abcdef01',
    ])
    expect(cells(exchanges)).toEqual(['2', 'exchange', 'script', '04-21 01:16:10', 'AADSTS700024', 'abcdef01'])
  })

  it('show what a malformed token does not tell as a question mark', () => {
    const malformed = {
      ...receipt,
      mintedAt: null,
      expiresAt: null,
      verdict: 'malformed',
      findings: ['malformed'],
    } as const
    expect(summaryTables([run([malformed], [])])).toMatch(/oidc +\? +\? +\? +\? +malformed/)
  })
})

describe('the answer to an exchange', () => {
  it.each([
    [{ status: 200, errorCode: null }, 'accepted'],
    [{ status: 401, errorCode: 700024 }, 'AADSTS700024'],
    [{ status: 503, errorCode: null }, 'refused (503)'],
  ])('%j is said as %s', (answer, word) => {
    expect(exchangeAnswer({ ...exchange, ...answer })).toBe(word)
  })
})
