import { type Clock, createManualClock } from '@mintwell/clock'
import { describe, expect, it } from 'vitest'
import { ClientError } from '../errors.ts'
import type { IdTokenSource, SourcedToken } from '../sources/id-token-source.ts'
import { keepFresh } from './keep-fresh.ts'
import { testToken } from './test-simulation.ts'

const T0 = Date.UTC(2026, 3, 20)
const MINUTE = 60_000

const settle = () => new Promise((resolve) => setImmediate(resolve))

function source(
  clock: Clock,
  answer: (count: number) => SourcedToken | Error | Promise<SourcedToken>,
): IdTokenSource & { count: number } {
  const made = {
    name: 'test',
    subject: 'test',
    count: 0,
    async request() {
      made.count += 1
      const given = await answer(made.count)
      if (given instanceof Error) throw given
      return { serverTime: Math.floor(clock.now() / 1_000) * 1_000, ...given }
    },
  }
  return made
}

const minting = (clock: Clock, lifetime = 10 * MINUTE) =>
  source(clock, (count) => ({ token: testToken(clock.now(), lifetime, String(count)) }))
const down = new ClientError('ERR_SOURCE_UNAVAILABLE', { message: 'down', hint: 'wait' })

describe('keepFresh', () => {
  it('asks once for any number of callers, and gives all the same token', async () => {
    const clock = createManualClock(T0)
    const from = minting(clock)
    const tokens = keepFresh(from, {}, { clock, random: () => 0 })
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => tokens.token()))
    expect(new Set([first, ...others]).size).toBe(1)
    expect(from.count).toBe(1)
    tokens.close()
  })

  it('refreshes when somebody asks after the time for it, and gives the old token meanwhile', async () => {
    const clock = createManualClock(T0)
    const from = minting(clock)
    const tokens = keepFresh(from, {}, { clock, random: () => 0 })
    const first = await tokens.token()
    await clock.pass(5.5 * MINUTE)
    expect(from.count).toBe(1)
    expect(await tokens.token()).toBe(first)
    await settle()
    expect(from.count).toBe(2)
    expect(await tokens.assertion()).not.toBe(first)
  })

  it('holds the process with no timer unless it is to refresh in the background', async () => {
    const clock = createManualClock(T0)
    const tokens = keepFresh(minting(clock), {}, { clock, random: () => 0 })
    await tokens.token()
    expect(clock.wakes.length).toBe(0)
  })

  it('refreshes by itself in the background', async () => {
    const clock = createManualClock(T0)
    const from = minting(clock)
    const seen: string[] = []
    const tokens = keepFresh(
      from,
      { background: true, onToken: ({ token }) => seen.push(token) },
      { clock, random: () => 0 },
    )
    await tokens.token()
    await clock.pass(20.5 * MINUTE)
    expect(from.count).toBe(5)
    expect(seen.length).toBe(5)
    tokens.close()
    expect(clock.wakes.length).toBe(0)
  })

  it('waits for a newer token where the old one has too little left, and gives the old one if none comes', async () => {
    const clock = createManualClock(T0)
    let up = true
    const from = source(clock, (count) => (up ? { token: testToken(clock.now(), 10 * MINUTE, String(count)) } : down))
    const tokens = keepFresh(from, {}, { clock, random: () => 0 })
    const first = await tokens.token()
    up = false
    await clock.pass(9.5 * MINUTE)
    expect(await tokens.token()).toBe(first)
    expect(from.count).toBe(2)
    await clock.pass(MINUTE)
    await expect(tokens.token()).rejects.toBe(down)
    up = true
    await clock.pass(MINUTE)
    expect(await tokens.token()).not.toBe(first)
  })

  it('swaps out exactly the token that was refused', async () => {
    const clock = createManualClock(T0)
    const from = minting(clock)
    const tokens = keepFresh(from, {}, { clock, random: () => 0 })
    const first = await tokens.token()
    await clock.pass(MINUTE)
    tokens.rejected(first)
    const second = await tokens.token()
    expect(second).not.toBe(first)
    tokens.rejected(first)
    expect(await tokens.token()).toBe(second)
    expect(from.count).toBe(2)
  })

  it('rejects with what the contract misses, as an error without the token', async () => {
    const clock = createManualClock(T0)
    const old = testToken(clock.now() - 23.9 * 3_600_000, 24 * 3_600_000, 'old')
    const tokens = keepFresh(
      source(clock, () => ({ token: old })),
      { minRemaining: 10 * MINUTE, onBreach: 'fail' },
      { clock },
    )
    const error = (await tokens.token().catch((reason: unknown) => reason)) as ClientError
    expect(error.code).toBe('ERR_CONTRACT')
    expect(error.data).toMatchObject({
      verdict: 'expiring',
      findings: ['expiring', 'echoed', 'stale'],
      remainingSeconds: 360,
    })
    expect(`${error.message} ${error.hint} ${JSON.stringify(error.data)}`).not.toContain(old)
    await expect(tokens.token()).rejects.toBe(error)
  })

  it('judges by the server’s time where this machine’s clock is wrong', async () => {
    const clock = createManualClock(T0)
    const ahead = 2 * 3_600_000
    const from = source(clock, (count) => ({
      token: testToken(clock.now() - ahead, 10 * MINUTE, String(count)),
      serverTime: clock.now() - ahead,
    }))
    const tokens = keepFresh(from, {}, { clock, random: () => 0 })
    await tokens.token()
    expect(Math.abs(tokens.now() - (clock.now() - ahead))).toBeLessThan(2_000)
    expect(from.count).toBe(1)
  })

  it('ends what is under way when it is closed', async () => {
    const clock = createManualClock(T0)
    let aborted = false
    const from: IdTokenSource = {
      name: 'test',
      subject: 'test',
      request: (signal) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () => {
            aborted = true
            reject(signal.reason)
          })
        }),
    }
    const tokens = keepFresh(from, {}, { clock })
    const asked = tokens.token()
    await settle()
    tokens.close()
    await expect(asked).rejects.toMatchObject({ code: 'ERR_KEEPER_CLOSED' })
    expect(aborted).toBe(true)
  })

  it('does not sleep on a clock that leaps while an answer is on its way', async () => {
    const clock = Object.assign(createManualClock(T0), { leaps: true })
    let answer: (token: SourcedToken) => void = () => {}
    const from = source(
      clock,
      () =>
        new Promise<SourcedToken>((resolve) => {
          answer = resolve
        }),
    )
    const tokens = keepFresh(from, { background: true }, { clock, random: () => 0 })
    const asked = tokens.token()
    await settle()
    expect(clock.wakes.length).toBe(0)
    answer({ token: testToken(clock.now(), 10 * MINUTE, 'one') })
    await asked
    expect(clock.wakes.length).toBe(1)
    tokens.close()
  })
})
