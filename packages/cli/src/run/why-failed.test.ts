import { describe, expect, it } from 'vitest'
import { twoNights } from './test-night.ts'
import { whyFailed } from './why-failed.ts'

describe('why a run failed', () => {
  it('is told of the token that was refused: its age, where it came from, how late it was', () => {
    const text = whyFailed(twoNights())
    expect(text).toContain('Why run 2 failed: AADSTS700024')
    expect(text).toContain(
      "The step 'Take the ID token' was handed a token that was 23 h 55 min old and expired 4 min 30 s later: the service re-issued the token of run 1",
    )
    expect(text).toContain('It was presented 6 min 10 s after it expired, 10 min 40 s after the step took it.')
    expect(text).toMatch(/What to do\n {2}1\. \S/)
    expect(text).not.toContain('LATEBOUND')
  })

  it('names the service connection where the token was bound to it', () => {
    expect(whyFailed(twoNights('late-bound'))).toContain('(late-bound)')
  })

  it('is wrapped at words for a terminal, and whole for a file', () => {
    const lines = whyFailed(twoNights(), 80).split('\n')
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80)
    expect(lines.join(' ').replace(/ +/g, ' ')).toBe(whyFailed(twoNights()).split('\n').join(' ').replace(/ +/g, ' '))
  })

  it('is nothing where nothing was refused', () => {
    expect(whyFailed(twoNights().slice(0, 1))).toBe('')
  })
})
