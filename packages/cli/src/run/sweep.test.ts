import { describe, expect, it } from 'vitest'
import { type Probe, shapeOf, windowOf } from './sweep.ts'
import { twoNights } from './test-night.ts'

const [healthy, refused] = twoNights()
if (!healthy || !refused) throw new Error('two nights are needed')

const probes = (...list: readonly (readonly [number, 'ok' | 'fails'])[]): readonly Probe[] =>
  list.map(([beforeEndMs, night]) => ({ beforeEndMs, run: night === 'ok' ? healthy : refused }))

describe('the window of a sweep', () => {
  it('reaches from the earliest to the latest start that fails, and says how exact its edges are', () => {
    expect(windowOf(probes([-60, 'ok'], [300, 'fails'], [600, 'ok'], [120, 'fails'], [0, 'fails']))).toEqual({
      from: 300,
      to: 0,
      within: 300,
    })
  })

  it('is none where no start fails', () => {
    expect(windowOf(probes([-60, 'ok'], [300, 'ok']))).toBeUndefined()
  })
})

describe('the shape of a night', () => {
  it('is when the token is taken and when it is last presented, from the start of the run on', () => {
    expect(shapeOf(refused)).toEqual({ takenAfterMs: 0, presentedAfterMs: 640_000, lifetimeMs: 86_400_000 })
  })

  it('is unknown where no token is presented', () => {
    expect(shapeOf(healthy)).toBeUndefined()
  })
})
