import { describe, expect, it } from 'vitest'
import { axisAroundStart, axisOverRun } from './time-axis.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS

describe('the axis around the start of a run', () => {
  const axis = axisAroundStart([-DAY_MS, DAY_MS])

  it('keeps the order of times, and shows a minute beside a day', () => {
    const times = [-DAY_MS, -MINUTE_MS, 0, MINUTE_MS, 10 * MINUTE_MS, DAY_MS]
    const places = times.map((time) => axis.place(time))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(axis.place(MINUTE_MS) - axis.place(0)).toBeGreaterThan(2)
    for (const place of places) expect(place).toBeGreaterThanOrEqual(0)
    expect(Math.max(...places)).toBeLessThanOrEqual(100)
  })

  it('names the start and times that stand apart', () => {
    const labels = axis.ticks.map(({ label }) => label)
    expect(labels).toContain('start')
    expect(labels).toContain('−24 h')
    const places = axis.ticks.map(({ place }) => place)
    for (const [index, place] of places.slice(1).entries()) expect(place - (places[index] ?? 0)).toBeGreaterThan(10)
  })

  it('ends after 30 days, and is not led astray by a time that could not be read', () => {
    const far = axisAroundStart([1e15, Number.NaN])
    expect(far.until).toBe(30 * DAY_MS)
    expect(far.place(1e15)).toBe(100)
  })
})

describe('the axis over a run', () => {
  it('is linear, with the same room at both ends', () => {
    const axis = axisOverRun(10 * MINUTE_MS)
    const [start, middle, end] = [0, 5, 10].map((minutes) => axis.place(minutes * MINUTE_MS))
    expect(middle).toBe(50)
    expect((start ?? 0) + (end ?? 0)).toBeCloseTo(100)
    expect(start).toBeGreaterThan(0)
  })
})
