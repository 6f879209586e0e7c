import { describe, expect, it } from 'vitest'
import { ServerTime } from './server-time.ts'

const T0 = Date.UTC(2026, 3, 20)

function machine() {
  const state = { wall: T0, monotonic: 0 }
  return { state, time: new ServerTime({ now: () => state.wall, monotonic: () => state.monotonic }) }
}

describe('the server’s time', () => {
  it('is this machine’s until a server tells its own', () => {
    const { state, time } = machine()
    state.wall += 5_000
    state.monotonic += 5_000
    expect(time.now()).toBe(T0 + 5_000)
  })

  it('is what the answer’s date says where the two disagree, and moves on with the machine’s clocks', () => {
    const { state, time } = machine()
    expect(time.learn(T0 - 600_000, time.now())).toBe(-599_500)
    state.wall += 1_000
    state.monotonic += 1_000
    expect(time.now()).toBe(T0 - 598_500)
  })

  it('is not moved by an answer that agrees within a date’s precision and the time it took', () => {
    const { state, time } = machine()
    const sentAt = time.now()
    state.wall += 900
    state.monotonic += 900
    expect(time.learn(T0, sentAt)).toBe(0)
    expect(time.learn(T0 - 1_000, sentAt)).toBe(0)
  })

  it('is moved where it is behind the date, however little', () => {
    const { time } = machine()
    expect(time.learn(T0 + 1_000, time.now())).toBe(1_500)
  })

  it('goes on when the wall clock is set back, and ahead when the machine has slept', () => {
    const { state, time } = machine()
    state.wall -= 3_600_000
    state.monotonic += 60_000
    expect(time.now()).toBe(T0 + 60_000)
    state.wall = T0 + 7_200_000
    expect(time.now()).toBe(T0 + 7_200_000)
  })
})
