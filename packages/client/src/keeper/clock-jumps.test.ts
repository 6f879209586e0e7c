import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IdTokenSource } from '../sources/id-token-source.ts'
import { TestMachine } from '../waiting/test-machine.ts'
import { type FreshnessOptions, keepFresh } from './keep-fresh.ts'
import { testToken } from './test-simulation.ts'

const T0 = Date.UTC(2026, 3, 20)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const YEAR = 365 * 24 * HOUR
const LIFETIME = 10 * MINUTE

/** A keeper that refreshes by itself, on a machine whose wall clock can be set, and a service that knows the time. */
function keep(options: FreshnessOptions = {}, request?: IdTokenSource['request']) {
  const machine = new TestMachine(T0)
  const requests: number[] = []
  let expiresAt = 0
  const source: IdTokenSource = {
    name: 'test',
    subject: 'test',
    async request(signal) {
      requests.push(machine.trueTime())
      if (request && requests.length > 1) return request(signal)
      return {
        token: testToken(machine.trueTime(), LIFETIME, String(requests.length)),
        serverTime: Math.floor(machine.trueTime() / 1_000) * 1_000,
      }
    },
  }
  const tokens = keepFresh(
    source,
    {
      background: true,
      ...options,
      onToken: ({ reading }) => {
        expiresAt = reading.times.expiresAt
      },
    },
    { clock: machine.clock, monotonic: () => machine.monotonic(), random: () => 0.5 },
  )
  return { machine, tokens, requests, leftNow: () => expiresAt - machine.trueTime() }
}

const jumps = fc.array(
  fc.record({
    after: fc.integer({ min: 1, max: 40 * MINUTE }),
    by: fc.oneof(
      fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
      fc.constantFrom(-10 * YEAR, -HOUR, -LIFETIME, -1, 1, LIFETIME, HOUR, 10 * YEAR),
    ),
  }),
  { maxLength: 12 },
)

describe('a keeper on a machine whose wall clock is set', () => {
  it('always has a token that the service takes, whenever and however the clock is set', async () => {
    await fc.assert(
      fc.asyncProperty(jumps, async (row) => {
        const { machine, tokens, requests, leftNow } = keep()
        await tokens.token()
        const looks: number[] = []
        for (const { after, by } of [...row, { after: HOUR, by: 0 }]) {
          for (let passed = 0; passed < after; passed += MINUTE) {
            await machine.advance(Math.min(MINUTE, after - passed))
            looks.push(leftNow())
          }
          machine.skew += by
        }
        expect(Math.min(...looks)).toBeGreaterThan(0)
        const minutes = (machine.trueTime() - T0) / MINUTE
        // Half of each lifetime, and a handful for each jump: not a storm.
        expect(requests.length).toBeLessThan(minutes / 4 + 5 * (row.length + 2))
        tokens.close()
      }),
      { numRuns: 40 },
    )
  })

  it.each([
    ['an hour', -HOUR],
    ['ten years', -10 * YEAR],
  ])('goes on refreshing when the clock is set back by %s', async (_, by) => {
    const { machine, tokens, requests, leftNow } = keep()
    await tokens.token()
    machine.skew = by
    await machine.advance(HOUR)
    expect(requests.length).toBeGreaterThan(10)
    expect(leftNow()).toBeGreaterThan(0)
    tokens.close()
  })
})

describe('a request that never ends', () => {
  it('is given up after two minutes and asked again, even where the source ignores that', async () => {
    const { machine, tokens, requests } = keep({}, () => new Promise(() => {}))
    await tokens.token()
    await machine.advance(HOUR)
    expect(requests.length).toBeGreaterThan(5)
    tokens.close()
  })

  it('is told to end by its signal', async () => {
    let ended: unknown
    const { machine, tokens } = keep({}, (signal) => {
      signal?.addEventListener('abort', () => {
        ended = signal.reason
      })
      return new Promise(() => {})
    })
    await tokens.token()
    await machine.advance(8 * MINUTE)
    expect(ended).toMatchObject({ code: 'ERR_SOURCE_UNREACHABLE' })
    tokens.close()
  })
})
