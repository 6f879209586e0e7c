import { describe, expect, it } from 'vitest'
import { createJitter, USUAL_JITTER_MS, USUAL_SEED } from './jitter.ts'

const draws = (seed: number, kind: 'late' | 'around') => {
  const jitter = createJitter(USUAL_JITTER_MS, seed)
  return Array.from({ length: 500 }, () => jitter[kind]())
}

describe('jitter', () => {
  it('is the same for the same seed, in whole seconds', () => {
    expect(draws(7, 'late')).toEqual(draws(7, 'late'))
    expect(draws(7, 'late')).not.toEqual(draws(8, 'late'))
    expect(draws(7, 'around').every((ms) => ms % 1_000 === 0)).toBe(true)
  })

  it('lies within its bound: after the time for schedules, on both sides for intervals', () => {
    const late = draws(1, 'late')
    const around = draws(1, 'around')
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...late)).toBeLessThan(USUAL_JITTER_MS)
    expect(Math.min(...around)).toBeLessThan(-USUAL_JITTER_MS / 2)
    expect(Math.max(...around)).toBeGreaterThan(USUAL_JITTER_MS / 2)
    expect(Math.max(...around.map(Math.abs))).toBeLessThanOrEqual(USUAL_JITTER_MS)
  })

  it('makes the second night of the usual seed start earlier than the first', () => {
    const [first = 0, second = 0] = draws(USUAL_SEED, 'late')
    expect(second).toBeLessThan(first - 3_000)
    const [, apart = 0] = draws(USUAL_SEED, 'around')
    expect(apart).toBeLessThan(-3_000)
  })
})
