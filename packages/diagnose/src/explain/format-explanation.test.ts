import { describe, expect, test } from 'vitest'
import { explainText, formatExplanation } from '../index.ts'

const time = (second: number) => new Date(Date.parse('2026-04-21T01:15:07Z') + second * 1_000).toISOString()
const refusal = (second = 0) =>
  `AADSTS700024: Client assertion is not within its valid time range. Current time: ${time(second)}, assertion valid from 2026-04-20T01:04:59.0000000Z, expiry time of assertion 2026-04-21T01:09:59.0000000Z. Trace ID: 4b12cc4e-c3e1-46db-8824-01039e9c1a00`
const format = (text: string) => formatExplanation(explainText(text))
const NEXT = 'Token nbf=2026-04-21T01:04:56Z exp=2026-04-22T01:09:56Z'

describe('An explanation as text', () => {
  test('What happened, how sure it is and what to do first come before everything else.', () => {
    const labels = format(`${refusal()}\n${NEXT}`)
      .split('\n')
      .map((line) => line.slice(2, 17).trim())
      .filter((label) => /^[A-Z][a-z]/.test(label))
    expect(labels).toEqual(['What happened', 'Why', 'What to do', 'The times', 'The evidence', 'For support'])
    expect(format(`${refusal()}\n${NEXT}`)).toContain(
      'echo: the service re-issues one token until it expires (likely, inferred).',
    )
  })

  test('The times are written with their distances.', () => {
    const text = format(refusal())
    expect(text).toContain('began      2026-04-20 01:04:59 UTC\n')
    expect(text).toContain('ended      2026-04-21 01:09:59 UTC, 24 h 5 min later\n')
    expect(text).toContain('presented  2026-04-21 01:15:07 UTC, 24 h 10 min 8 s after it began, 5 min 8 s late\n')
  })

  test('Where two mechanisms are possible the experiment is given.', () => {
    expect(format(refusal())).toContain('To be sure')
  })

  test('No line is over 100 columns but for a word that is longer than that.', () => {
    const long = `AADSTS700213: No matching federated identity record found for presented assertion subject '${'x'.repeat(300)}'.`
    for (const line of format(`${refusal()}\n${NEXT}\n${long}`).split('\n')) {
      expect(line.length <= 100 || /^\s*(?:subject\s+)?x{300}$/.test(line)).toBe(true)
    }
  })

  test('Values of the message are listed, and a masked one is said to be masked.', () => {
    const text = format(
      "AADSTS700213: No matching federated identity record found for presented assertion subject '***'.",
    )
    expect(text).toContain('subject  *** (masked in this text)')
  })

  test('Of many refusals of one code five are written out, and the rest is counted.', () => {
    const text = format(Array.from({ length: 12 }, (_, second) => refusal(second)).join('\n'))
    expect(text.match(/^AADSTS700024 /gm)).toHaveLength(5)
    expect(text).toContain('And 7 more of AADSTS700024: --json has them all.')
  })

  test('A refusal that is printed three times says so.', () => {
    expect(format(`${refusal()}\n`.repeat(3))).toContain('(printed 3 times)')
  })

  test('Control characters in a text cannot reach the terminal.', () => {
    const text = format("AADSTS90002: Tenant 'a\u001b]0;title\u0007b\u202ec' not found.")
    expect(text).toContain('tenant')
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  test('A warning comes first.', () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'RS256' })}.${part({ iat: 1, exp: 2 })}.Q2FuYXJ5`
    const text = format(`${refusal()} ${token}`)
    expect(text).toMatch(/^ {2}Warning +This text has an unmasked token in it/)
    expect(text).not.toContain('Q2FuYXJ5')
  })
})
