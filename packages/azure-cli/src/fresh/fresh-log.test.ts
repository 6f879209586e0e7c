import type { Held } from '@mintwell/client'
import { judge, nothingSeen, readToken, type Token } from '@mintwell/token'
import { describe, expect, it } from 'vitest'
import { describeBound, FreshLog, inputNames } from './fresh-log.ts'

const NOW = Date.UTC(2026, 3, 20, 12)

function tokenOf(iat: number, exp: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256' })}.${part({ iss: 'https://vstoken.dev.azure.com/x', sub: 's', iat: iat / 1_000, exp: exp / 1_000 })}.c2ln`
}

function heldOf(token: string): Held {
  const reading = readToken(token) as Token
  return { token, reading, judgement: judge(reading, {}, NOW, nothingSeen), receivedAt: NOW }
}

const fresh = tokenOf(NOW, NOW + 600_000)

describe('inputNames', () => {
  it('speaks of inputs where the command has options', () => {
    expect(
      inputNames('Let it wait (--on-breach wait, --max-wait), or ask for less (--min-remaining, --budget, --max-age).'),
    ).toBe('Let it wait (onBreach: wait, maxWait), or ask for less (minRemaining, budget, maxAge).')
  })
})

describe('a token that the service had bound', () => {
  it('is told with its age and what it has left, by its fingerprint alone', () => {
    const bound = tokenOf(NOW - 72_000_000, NOW + 14_400_000)
    const text = describeBound(bound, heldOf(fresh), NOW)
    expect(text).toContain('20 h old, 4 h left')
    expect(text).toContain(readToken(bound).fingerprint.slice(0, 12))
    expect(text).not.toContain(bound.split('.')[1])
  })

  it('is told to have ended, to be the same one, or to be none', () => {
    expect(describeBound(tokenOf(NOW - 7_200_000, NOW - 3_600_000), heldOf(fresh), NOW)).toContain('ended 1 h ago')
    expect(describeBound(fresh, heldOf(fresh), NOW)).toContain('already bound this token')
    expect(describeBound('null', heldOf(fresh), NOW)).toContain('not an ID token')
  })
})

describe('the log of the keeper', () => {
  it('makes an issue of what breaks the contract and a line of what does not', () => {
    const lines: string[] = []
    const log = new FreshLog(
      { log: (line) => lines.push(line), issue: (type, message) => lines.push(`${type}: ${message}`) },
      'conn',
    )
    log.tell({ kind: 'taken', at: NOW, held: heldOf(fresh) })
    const stale = heldOf(tokenOf(NOW - 72_000_000, NOW + 14_400_000))
    log.tell({ kind: 'taken', at: NOW, held: stale })
    log.tell({ kind: 'ended', at: NOW, held: stale, failure: undefined })
    expect(lines.map((line) => line.split(':')[0])).toEqual(['mintwell', 'warning', 'error'])
    expect(lines[0]).toMatch(/^mintwell: conn, asked of Azure DevOps: ID token fresh: .* Fingerprint [0-9a-f]{12}\.$/)
  })
})
