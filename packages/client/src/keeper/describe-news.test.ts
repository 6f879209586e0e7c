import { judge, nothingSeen, readToken, type Token } from '@mintwell/token'
import { describe, expect, it } from 'vitest'
import { ClientError } from '../errors.ts'
import { describeNews } from './describe-news.ts'
import { contractError } from './describe-refusal.ts'
import type { Held } from './held.ts'
import type { KeeperNews } from './keeper-news.ts'
import { testToken } from './test-simulation.ts'

const T0 = Date.UTC(2026, 3, 20)
const HOUR = 3_600_000
const compact = testToken(T0 - 10 * HOUR, 24 * HOUR, 'canary')
const reading = readToken(compact) as Token
const held = (seen = nothingSeen): Held => ({
  token: compact,
  reading,
  judgement: judge(reading, {}, T0, seen),
  receivedAt: T0,
})
const echoed = held({ fingerprints: new Set([reading.fingerprint]), comparedWith: { scope: 'request', count: 1 } })
const failure = {
  kind: 'permanent',
  error: new ClientError('ERR_JOB_TOKEN_REFUSED', {
    message: 'Azure DevOps refused the job token (401).',
    hint: 'Map it.\nyaml',
  }),
} as const

const all: readonly KeeperNews[] = [
  { kind: 'taken', at: T0, held: echoed },
  { kind: 'breach', at: T0, reading, judgement: echoed.judgement, until: T0 + 60_000 },
  { kind: 'breach', at: T0, reading, judgement: echoed.judgement, until: undefined },
  { kind: 'still-waiting', at: T0, reading, since: T0 - 60_000, until: T0 + 60_000 },
  { kind: 'refreshed', at: T0, held: echoed },
  { kind: 'not-rotated', at: T0, held: echoed },
  { kind: 'failed', at: T0, failure, retryAt: T0 + 60_000, held: echoed },
  { kind: 'recovered', at: T0, after: 2 },
  { kind: 'rejected', at: T0, fingerprint: reading.fingerprint },
  { kind: 'ended', at: T0 + 14 * HOUR, held: echoed, failure },
  { kind: 'source-ends', at: T0, sourceEndsAt: T0 + HOUR, held: echoed },
]

describe('what a keeper tells', () => {
  it('is one line of whole sentences, and never the token', () => {
    for (const news of all) {
      const { text } = describeNews(news)
      expect(text).toMatch(/^[A-Z].*\.$/)
      expect(text).not.toContain('\n')
      for (const part of compact.split('.')) expect(text).not.toContain(part)
    }
  })

  it('is an issue of the pipeline for every breach and every failure, and none for what goes well', () => {
    expect(all.map((news) => `${news.kind} ${describeNews(news).level}`)).toEqual([
      'taken warning',
      'breach warning',
      'breach warning',
      'still-waiting info',
      'refreshed info',
      'not-rotated info',
      'failed warning',
      'recovered info',
      'rejected warning',
      'ended error',
      'source-ends warning',
    ])
    expect(
      describeNews({
        kind: 'taken',
        at: T0 - 10 * HOUR,
        held: { ...held(), judgement: { verdict: 'fresh', findings: [] } },
      }).level,
    ).toBe('info')
  })

  it('names an echo, what remains, and that the token is used all the same', () => {
    expect(describeNews(all[0] as KeeperNews).text).toBe(
      'ID token echoed, stale: minted 10 h ago, 14 h left, until 2026-04-20T14:00:00Z. Asked twice, the source returned the same token: it re-issues a token until it expires. Enough is left, so it is used.',
    )
  })
})

describe('a line', () => {
  it('about a token that is used in spite of a breach does not say that enough is left', () => {
    const judgement = judge(reading, {}, T0 + 13.95 * HOUR, nothingSeen)
    expect(judgement.verdict).toBe('expiring')
    const line = describeNews({ kind: 'taken', at: T0 + 13.95 * HOUR, held: { ...held(), judgement } })
    expect(line).toEqual({
      level: 'info',
      text: 'ID token expiring, stale: minted 23 h 57 min ago, 3 min left, until 2026-04-20T14:00:00Z.',
    })
  })

  it('about a failed request keeps the whole sentences of the hint, and not the one that leads over to its YAML', () => {
    const text = (hint: string) =>
      describeNews({
        kind: 'failed',
        at: T0,
        failure: { kind: 'doubtful', error: new ClientError('ERR_SOURCE_ANSWER', { message: 'No.', hint }) },
        retryAt: T0 + 2_000,
        held: undefined,
      }).text
    expect(text('It ends with its job. Map it:\n- bash: x')).toBe('No. It ends with its job. Asking again in 2 s.')
    expect(text('Map it in the step:\n- bash: x')).toBe('No. Map it in the step. Asking again in 2 s.')
    expect(text('Ask: again.')).toBe('No. Ask: again. Asking again in 2 s.')
  })
})

describe('the error of a contract that cannot be met', () => {
  const refusal = {
    at: T0 + 13.9 * HOUR,
    reading,
    judgement: { verdict: 'expiring', findings: ['expiring', 'echoed', 'stale'] },
    waited: 0,
    failure: undefined,
    sourceEndsAt: T0 + 14 * HOUR,
  } as const
  const error = (reason: 'breach' | 'waited' | 'hopeless' | 'source-ends') =>
    contractError({ ...refusal, reason }, { name: 'azure-pipelines', subject: 'conn' })

  it('names echo, what remains and the cure', () => {
    const { code, message, hint, data } = error('breach')
    expect(code).toBe('ERR_CONTRACT')
    expect(message).toBe(
      'The ID token for conn is expiring (also echoed, stale): 6 min left of 24 h, 23 h 54 min old; asked again, the source gave the same one.',
    )
    expect(hint).toContain('--on-breach wait')
    expect(data).toMatchObject({ reason: 'breach', remainingSeconds: 360, verdict: 'expiring' })
  })

  it('says why waiting has ended or does not help', () => {
    expect(error('waited').message).toContain('After 0 s the source had still not returned')
    expect(error('hopeless').message).toContain('lasts longer than 24 h')
    expect(error('source-ends').message).toContain('The job token')
    expect(error('source-ends').hint).toContain('timeoutInMinutes')
  })

  it('is the source’s own where it gave no token, and says so where nothing came at all', () => {
    expect(contractError({ ...refusal, reason: 'failure', failure }, { name: 'x', subject: 'y' })).toBe(failure.error)
    expect(contractError({ ...refusal, reason: 'failure', waited: 900_000 }, { name: 'x', subject: 'y' }).code).toBe(
      'ERR_SOURCE_UNREACHABLE',
    )
  })
})
