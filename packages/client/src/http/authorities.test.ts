import { describe, expect, it } from 'vitest'
import { readAuthorities } from './authorities.ts'
import { readRetryAfter } from './retry-after.ts'

const pem = (name: string) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`
const files: Readonly<Record<string, string>> = {
  '/agent.pem': pem('agent'),
  '/extra.pem': pem('extra'),
  '/empty.pem': '',
}
const read = (path: string) => files[path]

describe('readAuthorities', () => {
  it('is empty where the agent names none, so that Node reads its own variable', () => {
    expect(readAuthorities({ NODE_EXTRA_CA_CERTS: '/extra.pem' }, read)).toEqual([])
    expect(readAuthorities({ AGENT_CAINFO: '/gone.pem' }, read)).toEqual([])
  })

  it('has the agent’s file, and Node’s where there is one', () => {
    expect(readAuthorities({ AGENT_CAINFO: '/agent.pem' }, read)).toEqual([pem('agent')])
    expect(readAuthorities({ AGENT_CAINFO: '/agent.pem', NODE_EXTRA_CA_CERTS: '/extra.pem' }, read)).toEqual([
      pem('agent'),
      pem('extra'),
    ])
    expect(readAuthorities({ AGENT_CAINFO: '/agent.pem', NODE_EXTRA_CA_CERTS: '/empty.pem' }, read)).toEqual([
      pem('agent'),
    ])
  })
})

describe('readRetryAfter', () => {
  const answer = (headers: Readonly<Record<string, string>>) => ({ status: 429, headers, text: '' })
  it('reads seconds and dates, against the answer’s own date', () => {
    expect(readRetryAfter(answer({ 'retry-after': '60' }))).toBe(60)
    expect(
      readRetryAfter(answer({ 'retry-after': 'Mon, 20 Apr 2026 01:01:00 GMT', date: 'Mon, 20 Apr 2026 01:00:00 GMT' })),
    ).toBe(60)
  })

  it('gives nothing for what is none, and never a wait longer than the longest', () => {
    expect(readRetryAfter(answer({}))).toBeUndefined()
    expect(readRetryAfter(answer({ 'retry-after': 'soon' }))).toBeUndefined()
    expect(readRetryAfter(answer({ 'retry-after': '99999' }))).toBe(900)
    expect(
      readRetryAfter(answer({ 'retry-after': 'Mon, 20 Apr 2026 00:00:00 GMT', date: 'Mon, 20 Apr 2026 01:00:00 GMT' })),
    ).toBe(0)
  })
})
