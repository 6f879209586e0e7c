import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClientError } from '../errors.ts'
import { breachPolicies } from './keeper-state.ts'
import { type Answer, simulate, testToken, type World } from './test-simulation.ts'

const T0 = Date.UTC(2026, 3, 20, 1, 0, 0)
const MINUTE = 60_000
const HOUR = 3_600_000
/** HTTP dates are whole seconds, and an answer takes its time: as far as the keeper's idea of the server's clock may be behind. */
const CLOCK_ERROR_MS = 1_001

/** One answer of a source, as data, so that a failing case can be read. */
const answers = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('mint' as const), latency: fc.integer({ min: 1, max: 20_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('echo' as const), latency: fc.integer({ min: 1, max: 5_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('old' as const),
      latency: fc.integer({ min: 1, max: 5_000 }),
      age: fc.integer({ min: 0, max: 26 * HOUR }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('early' as const),
      latency: fc.integer({ min: 1, max: 5_000 }),
      ahead: fc.integer({ min: 0, max: 20 * MINUTE }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('garbage' as const), latency: fc.integer({ min: 1, max: 5_000 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('transient' as const, 'doubtful' as const, 'permanent' as const),
      latency: fc.integer({ min: 1, max: 30_000 }),
      retryAfter: fc.option(fc.integer({ min: 0, max: 900_000 }), { nil: undefined }),
    }),
  },
)

const worlds = fc.record({
  lifetime: fc.constantFrom(30_000, 5 * MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, 24 * HOUR),
  answers: fc.array(answers, { minLength: 1, maxLength: 40 }),
  onBreach: fc.constantFrom(...breachPolicies),
  maxWait: fc.integer({ min: 0, max: 20 * MINUTE }),
  minRemaining: fc.option(fc.integer({ min: 0, max: 2 * HOUR }), { nil: undefined }),
  budget: fc.option(fc.integer({ min: 0, max: 2 * HOUR }), { nil: undefined }),
  refreshable: fc.boolean(),
  background: fc.boolean(),
  sourceEndsIn: fc.option(fc.integer({ min: 0, max: 3 * HOUR }), { nil: undefined }),
  skew: fc.integer({ min: -26 * HOUR, max: 26 * HOUR }),
  events: fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 3 * HOUR }),
      event: fc.oneof(
        fc.constant('asked' as const),
        fc.constant('asked' as const),
        fc.constant('rejected' as const),
        fc.record({ jump: fc.integer({ min: -2 * HOUR, max: 2 * HOUR }) }),
      ),
    }),
    { maxLength: 60 },
  ),
  random: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 30 }),
})

type WorldData = typeof worlds extends fc.Arbitrary<infer T> ? T : never

function sourceOf({ answers: row, lifetime }: WorldData): World['source'] {
  let last = testToken(T0 - HOUR, lifetime, 'first')
  const failure = (kind: 'transient' | 'doubtful' | 'permanent', retryAfter?: number): Answer => ({
    kind: 'failed',
    failure: {
      kind,
      error: new ClientError('ERR_SOURCE_UNAVAILABLE', { message: 'down', hint: 'wait' }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    },
  })
  return (at, count) => {
    const answer = row[count % row.length] as (typeof row)[number]
    const issued = at + answer.latency
    const token = (mintedAt: number): Answer => {
      last = testToken(mintedAt, lifetime, String(count))
      return { kind: 'token', token: last }
    }
    switch (answer.kind) {
      case 'mint':
        return { latency: answer.latency, answer: token(issued) }
      case 'echo':
        return { latency: answer.latency, answer: { kind: 'token', token: last } }
      case 'old':
        return { latency: answer.latency, answer: token(issued - answer.age) }
      case 'early':
        return { latency: answer.latency, answer: token(issued + answer.ahead) }
      case 'garbage':
        return { latency: answer.latency, answer: { kind: 'token', token: 'null' } }
      default:
        return { latency: answer.latency, answer: failure(answer.kind, answer.retryAfter) }
    }
  }
}

function run(data: WorldData) {
  let drawn = 0
  const { onBreach, maxWait, minRemaining, budget, refreshable, background, sourceEndsIn, skew } = data
  return simulate({
    from: T0,
    until: T0 + 3 * HOUR,
    skew,
    random: () => data.random[drawn++ % data.random.length] as number,
    source: sourceOf(data),
    events: data.events.map(({ after, event }) => ({ at: T0 + after, event })),
    options: {
      contract: {
        ...(minRemaining === undefined ? {} : { minRemaining }),
        ...(budget === undefined ? {} : { budget }),
      },
      onBreach,
      maxWait,
      refreshable,
      background,
      ...(sourceEndsIn === undefined ? {} : { sourceEndsAt: T0 + sourceEndsIn }),
    },
  })
}

const settings: fc.Parameters<unknown> = { numRuns: 150 }

/** A world in which a token that is about to expire comes first, and nothing better while it does. */
const expiringWhileAsked: WorldData = {
  lifetime: 30_000,
  answers: [
    { kind: 'old', latency: 1, age: 0 },
    { kind: 'transient', latency: 1, retryAfter: undefined },
    { kind: 'transient', latency: 1, retryAfter: 26_021 },
    { kind: 'garbage', latency: 1 },
    { kind: 'garbage', latency: 3_977 },
  ],
  onBreach: 'warn',
  maxWait: 0,
  minRemaining: 29_501,
  budget: undefined,
  refreshable: true,
  background: false,
  sourceEndsIn: undefined,
  skew: -2,
  events: [],
  random: [0],
}

describe('a token that expires while a better one is asked for', () => {
  it('is not handed out, though it was good when it came and the policy is to warn', () => {
    for (let skew = -2_000; skew <= 2_000; skew += 1) {
      const { handedOut, refusal } = run({ ...expiringWhileAsked, skew })
      for (const { at, held } of handedOut) expect(held.reading.times.expiresAt).toBeGreaterThan(at)
      expect(handedOut.length === 0).toBe(refusal !== undefined)
    }
  })
})

describe('for any schedule of failures, clock jumps and lifetimes a keeper', () => {
  it('never hands out a token that has ended, neither by itself nor to whoever asks', () => {
    fc.assert(
      fc.property(worlds, (data) => {
        const { handedOut, given } = run(data)
        for (const { at, held } of [...handedOut, ...given]) expect(held.reading.times.expiresAt).toBeGreaterThan(at)
      }),
      settings,
    )
  })

  it('never calls a token fresh that has ended or has less left than the contract asks for', () => {
    fc.assert(
      fc.property(worlds, (data) => {
        const { handedOut } = run(data)
        for (const { at, held } of handedOut) {
          if (held.judgement.verdict !== 'fresh') continue
          const least = data.minRemaining ?? Math.min(5 * MINUTE, held.reading.times.lifetime / 3)
          // Judged when it came, and one that was not valid then is handed out later.
          expect(held.reading.times.expiresAt - held.receivedAt).toBeGreaterThanOrEqual(least)
          expect(held.reading.times.expiresAt).toBeGreaterThan(at)
        }
      }),
      settings,
    )
  })

  it('never has two requests under way', () => {
    fc.assert(
      fc.property(worlds, (data) => {
        expect(run(data).mostInFlight).toBeLessThanOrEqual(1)
      }),
      settings,
    )
  })

  it('has handed out or refused by the end of its bound, and an answer’s time, whatever the source does', () => {
    fc.assert(
      fc.property(worlds, (data) => {
        const { handedOut, refusal } = run(data)
        const bound = data.onBreach === 'wait' ? data.maxWait : MINUTE
        const decided = Math.min(handedOut[0]?.at ?? Number.POSITIVE_INFINITY, refusal?.at ?? Number.POSITIVE_INFINITY)
        expect(decided - T0).toBeLessThanOrEqual(bound + 30_000 + CLOCK_ERROR_MS)
      }),
      settings,
    )
  })

  it('asks at a bounded rate: in no minute more than 30 times', () => {
    fc.assert(
      fc.property(worlds, (data) => {
        const { requests } = run({ ...data, answers: data.answers.map((answer) => ({ ...answer, latency: 1 })) })
        for (let index = 30; index < requests.length; index++) {
          expect((requests[index] as number) - (requests[index - 30] as number)).toBeGreaterThan(MINUTE)
        }
      }),
      settings,
    )
  })

  it('asks no sooner than a server that sends Retry-After wants it to, but for a rejection', () => {
    fc.assert(
      fc.property(worlds, (data) => {
        const quiet = { ...data, events: data.events.filter(({ event }) => event === 'asked') }
        const { requests } = run(quiet)
        requests.forEach((at, index) => {
          const answer = data.answers[index % data.answers.length] as WorldData['answers'][number]
          const next = requests[index + 1]
          if (next !== undefined && 'retryAfter' in answer && answer.retryAfter !== undefined) {
            expect(next - at).toBeGreaterThanOrEqual(answer.retryAfter + answer.latency - CLOCK_ERROR_MS)
          }
        })
      }),
      settings,
    )
  })

  it('gives the same outcome for the same world: it has no randomness and no clock of its own', () => {
    fc.assert(
      fc.property(worlds, (data) => {
        const [first, second] = [run(data), run(data)]
        expect(first.requests).toEqual(second.requests)
        expect(first.handedOut).toEqual(second.handedOut)
      }),
      { numRuns: 50 },
    )
  })
})
