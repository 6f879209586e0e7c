import { describe, expect, it } from 'vitest'
import { boundMemory } from './bound-memory.ts'

describe('boundMemory', () => {
  it('collects when the heap has grown by half of what the last collection left, and not before', () => {
    let used = 100
    const collected: number[] = []
    const betweenRuns = boundMemory({
      used: () => used,
      collect() {
        collected.push(used)
        used = 120
      },
    })
    for (const size of [149, 150, 179, 180]) {
      used = size
      betweenRuns()
    }
    expect(collected).toEqual([150, 180])
  })

  it('collects what V8 left lying', () => {
    const betweenRuns = boundMemory()
    const before = process.memoryUsage().heapUsed
    let garbage: number[][] = []
    while (process.memoryUsage().heapUsed < before * 2) garbage.push(new Array(10_000).fill(0.5))
    garbage = []
    betweenRuns()
    expect(process.memoryUsage().heapUsed).toBeLessThan(before * 1.5)
  })
})
