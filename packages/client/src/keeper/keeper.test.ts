import { describe, expect, it } from 'vitest'
import { ClientError } from '../errors.ts'
import { echoing, minting, simulate, testToken, type World } from './test-simulation.ts'

const T0 = Date.UTC(2026, 3, 20, 1, 0, 0)
const MINUTE = 60_000
const HOUR = 3_600_000

/** A fixed row of numbers between 0 and 1, so that a run is the same each time. */
function row(seed = 1): () => number {
  let state = seed
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}

function run(world: Partial<World> & Pick<World, 'source'>, hours = 3) {
  return simulate({ random: row(), from: T0, until: T0 + hours * HOUR, ...world })
}

const codeOf = (error: unknown) => (error instanceof ClientError ? error.code : undefined)
const transient = (retryAfter?: number) => ({
  kind: 'transient' as const,
  error: new ClientError('ERR_SOURCE_UNAVAILABLE', { message: 'down', hint: 'wait' }),
  ...(retryAfter ? { retryAfter } : {}),
})
const permanent = {
  kind: 'permanent' as const,
  error: new ClientError('ERR_JOB_TOKEN_REFUSED', { message: 'refused', hint: 'map it' }),
}

describe('a source that mints a token at every request', () => {
  it('is asked once at the start, and its fresh token is handed out at once', () => {
    const { requests, handedOut, news } = run({ source: minting(10 * MINUTE) }, 0.01)
    expect(requests).toEqual([T0])
    expect(handedOut.map(({ at }) => at)).toEqual([T0 + 200])
    expect(news.map(({ news: { kind } }) => kind)).toEqual(['taken'])
  })

  it.each([
    { issuer: 'GitHub, 5 minutes', lifetime: 5 * MINUTE },
    { issuer: 'Azure DevOps, 10 minutes', lifetime: 10 * MINUTE },
    { issuer: 'one of an hour', lifetime: HOUR },
  ])('is asked again when 50 to 60 % of the lifetime have passed ($issuer)', ({ lifetime }) => {
    const { requests } = run({ source: minting(lifetime) }, 6)
    const parts = requests.slice(1).map((at, index) => (at - (requests[index] as number)) / lifetime)
    expect(parts.length).toBeGreaterThan(8)
    for (const part of parts) {
      expect(part).toBeGreaterThan(0.49)
      expect(part).toBeLessThan(0.602)
    }
    expect(Math.max(...parts) - Math.min(...parts)).toBeGreaterThan(0.03)
  })

  it('is asked every 50 to 60 minutes where tokens live for a day', () => {
    const { requests } = run({ source: minting(24 * HOUR) }, 12)
    const gaps = requests.slice(1).map((at, index) => at - (requests[index] as number))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50 * MINUTE)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60 * MINUTE + 1_000)
  })

  it('is asked within 10 % of the least number of times that the policy allows, over 3 hours of 10-minute tokens', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const { requests } = run({ source: minting(10 * MINUTE), random: row(seed * 7919) })
      const least = 1 + Math.floor((3 * HOUR) / (0.6 * 10 * MINUTE))
      expect(requests.length).toBeLessThanOrEqual(least * 1.1)
    }
  })

  it('is asked before a declared minRemaining is reached, where that comes before half of the lifetime', () => {
    const { requests } = run({ source: minting(10 * MINUTE), options: { contract: { minRemaining: 7 * MINUTE } } }, 1)
    const gaps = requests.slice(1).map((at, index) => at - (requests[index] as number))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(3 * MINUTE + 1_000)
  })

  it('is given up at once for a minRemaining that no token of it can meet', () => {
    const { refusal, requests } = run({
      source: minting(10 * MINUTE),
      options: { contract: { minRemaining: 20 * MINUTE } },
    })
    expect(refusal?.refusal.reason).toBe('hopeless')
    expect(requests.length).toBe(2)
  })

  it('meets a budget by refreshing, and by what a token has left where it cannot refresh', () => {
    const options = { contract: { budget: 45 * MINUTE } }
    expect(run({ source: minting(10 * MINUTE), options }, 1).refusal).toBeUndefined()
    expect(
      run({ source: minting(10 * MINUTE), options: { ...options, refreshable: false } }, 1).refusal?.refusal.reason,
    ).toBe('hopeless')
    expect(run({ source: minting(HOUR), options: { ...options, refreshable: false } }, 1).refusal).toBeUndefined()
  })

  it('is not asked at all for a budget that the job token does not last for', () => {
    const options = { contract: { budget: 45 * MINUTE }, sourceEndsAt: T0 + 20 * MINUTE }
    const { refusal, handedOut } = run({ source: minting(10 * MINUTE), options }, 1)
    expect(refusal?.refusal.reason).toBe('source-ends')
    expect(handedOut).toEqual([])
  })

  it('is told to be at its last token when the job token ends before the next refresh', () => {
    const { news } = run({ source: minting(10 * MINUTE), options: { sourceEndsAt: T0 + 8 * MINUTE } }, 0.15)
    expect(news.map(({ news: { kind } }) => kind)).toContain('source-ends')
  })
})

describe('a source that re-issues one token until 3 s before its end', () => {
  const day = 24 * HOUR

  it('has a token of 10 hours with hours left handed out at once, after one more request, with a warning', () => {
    const { requests, handedOut, news } = run({ source: echoing(day, T0 - 10 * HOUR) }, 0.01)
    expect(requests).toEqual([T0, T0 + 200])
    expect(handedOut[0]?.held.judgement).toEqual({ verdict: 'echoed', findings: ['echoed', 'stale'] })
    expect(news[0]?.news.kind).toBe('taken')
  })

  it('has that token refused where the policy is to fail', () => {
    const { refusal } = run({ source: echoing(day, T0 - 10 * HOUR), options: { onBreach: 'fail' } }, 0.01)
    expect(refusal?.refusal.judgement?.findings).toEqual(['echoed', 'stale'])
    expect(refusal?.at).toBeLessThan(T0 + 1_000)
  })

  it('is waited for 4 minutes before the end until it rotates, with a line a minute', () => {
    const start = T0 - day + 4 * MINUTE
    const { handedOut, news, refusal } = run(
      { source: echoing(day, start), options: { contract: { budget: 30 * MINUTE } } },
      0.2,
    )
    expect(refusal).toBeUndefined()
    expect(handedOut[0]?.at).toBeGreaterThan(T0 + 4 * MINUTE - 4_000)
    expect(handedOut[0]?.at).toBeLessThan(T0 + 4 * MINUTE + 3_000)
    expect(handedOut[0]?.held.judgement.verdict).toBe('fresh')
    expect(news.map(({ news: { kind } }) => kind)).toEqual([
      'breach',
      'still-waiting',
      'still-waiting',
      'still-waiting',
      'taken',
    ])
  })

  it('is refused in the first second there where the policy is to fail, as an echo and with what remains', () => {
    const { refusal } = run({ source: echoing(day, T0 - day + 4 * MINUTE), options: { onBreach: 'fail' } }, 0.2)
    expect(refusal?.at).toBeLessThan(T0 + 1_000)
    expect(refusal?.refusal.judgement).toEqual({ verdict: 'expiring', findings: ['expiring', 'echoed', 'stale'] })
  })

  it('is asked three times more there where the policy is to retry, and then refused', () => {
    const { refusal, requests } = run(
      { source: echoing(day, T0 - day + 4 * MINUTE), options: { onBreach: 'retry' } },
      0.2,
    )
    expect(requests.length).toBe(5)
    expect(refusal?.refusal.reason).toBe('breach')
    expect(refusal?.at).toBeLessThan(T0 + 15_000)
  })

  it('has that token used there where the policy is to warn, and swapped when it rotates', () => {
    const { handedOut, news } = run({ source: echoing(day, T0 - day + 4 * MINUTE), options: { onBreach: 'warn' } }, 0.2)
    expect(news[0]?.news.kind).toBe('breach')
    expect(handedOut[0]?.at).toBeLessThan(T0 + 1_000)
    expect(handedOut[1]?.at).toBeLessThan(T0 + 4 * MINUTE + 3_000)
  })

  it('is refused when it does not rotate, a minute after the end of its token', () => {
    const dead = testToken(T0 - day + 4 * MINUTE, day, 'dead')
    const { refusal } = run({ source: () => ({ answer: { kind: 'token', token: dead }, latency: 200 }) }, 1)
    expect(refusal?.refusal.reason).toBe('waited')
    expect(refusal?.at).toBeLessThan(T0 + 5 * MINUTE + 1_000)
    expect(refusal?.at).toBeGreaterThan(T0 + 5 * MINUTE - 1_000)
  })

  it('is waited for no longer than maxWait', () => {
    const { refusal } = run({ source: echoing(day, T0 - day + 4 * MINUTE), options: { maxWait: 2 * MINUTE } }, 1)
    expect(refusal?.refusal.reason).toBe('waited')
    expect(refusal?.at).toBeLessThanOrEqual(T0 + 2 * MINUTE + 1)
  })

  it('is asked more often as the end comes near while a step runs, and told of once', () => {
    const { requests, handedOut, news } = run({ source: echoing(day, T0 - 20 * HOUR) }, 4.5)
    expect(handedOut.length).toBeGreaterThanOrEqual(2)
    expect(handedOut[1]?.at).toBeLessThan(T0 + 4 * HOUR + 3_000)
    expect(handedOut[1]?.at).toBeGreaterThan(T0 + 4 * HOUR - 4_000)
    expect(requests.length).toBeLessThan(40)
    expect(news.filter(({ news: { kind } }) => kind === 'not-rotated').length).toBe(1)
    expect(news.some(({ news: { kind } }) => kind === 'ended')).toBe(false)
  })
})

describe('a source that fails', () => {
  it('is asked again after 429 no sooner than it asked to be', () => {
    const source: World['source'] = (at, count) =>
      count === 0
        ? { answer: { kind: 'failed', failure: transient(90_000) }, latency: 100 }
        : minting(10 * MINUTE)(at, count)
    expect(run({ source }, 0.1).requests.slice(0, 2)).toEqual([T0, T0 + 90_100])
  })

  it('is tried for as long as a wait may take at the start, and then refused with its own error', () => {
    const source: World['source'] = () => ({ answer: { kind: 'failed', failure: transient() }, latency: 100 })
    const { refusal, requests } = run({ source })
    expect(refusal?.refusal.reason).toBe('failure')
    expect(codeOf(refusal?.refusal.failure?.error)).toBe('ERR_SOURCE_UNAVAILABLE')
    expect(refusal?.at).toBeLessThanOrEqual(T0 + 15 * MINUTE)
    expect(requests.length).toBeLessThan(15 * 10)
  })

  it('is refused at once where asking again will not help', () => {
    const { refusal, requests } = run({
      source: () => ({ answer: { kind: 'failed', failure: permanent }, latency: 100 }),
    })
    expect(requests.length).toBe(1)
    expect(refusal?.at).toBe(T0 + 100)
  })

  it('keeps the old token handed out while that is valid, and says when it has ended', () => {
    const source: World['source'] = (at, count) =>
      count === 0 ? minting(10 * MINUTE)(at, count) : { answer: { kind: 'failed', failure: transient() }, latency: 100 }
    const events = Array.from({ length: 20 }, (_, index) => ({
      at: T0 + (index + 0.5) * MINUTE,
      event: 'asked' as const,
    }))
    const { given, news } = run({ source, events }, 0.4)
    expect(given.length).toBe(10)
    expect(news.find(({ news: { kind } }) => kind === 'ended')?.at).toBeLessThan(T0 + 10 * MINUTE + 2_000)
  })

  it('recovers from an outage of 4 minutes at the worst moment without a gap', () => {
    const source: World['source'] = (at, count) =>
      at >= T0 + 5 * MINUTE && at < T0 + 9 * MINUTE
        ? { answer: { kind: 'failed', failure: transient() }, latency: 100 }
        : minting(10 * MINUTE)(at, count)
    const { news } = run({ source }, 1)
    const kinds = news.map(({ news: { kind } }) => kind)
    expect(kinds).toContain('recovered')
    expect(kinds).not.toContain('ended')
    expect(kinds.filter((kind) => kind === 'failed').length).toBeLessThanOrEqual(5)
  })

  it('is asked seldom once the job token is refused, while the old token is still good', () => {
    const source: World['source'] = (at, count) =>
      count === 0 ? minting(10 * MINUTE)(at, count) : { answer: { kind: 'failed', failure: permanent }, latency: 100 }
    expect(run({ source }, 0.17).requests.length).toBeLessThanOrEqual(5)
  })

  it('is refused where it gives what is no token, after trying as for any failure', () => {
    const { refusal } = run({
      source: () => ({ answer: { kind: 'token', token: 'null' }, latency: 100 }),
      options: { onBreach: 'fail' },
    })
    expect(codeOf(refusal?.refusal.failure?.error)).toBe('ERR_SOURCE_ANSWER')
    expect(refusal?.at).toBeLessThanOrEqual(T0 + MINUTE)
  })
})

describe('clocks', () => {
  it.each([10, -10, 26 * 60].map((minutes) => ({ minutes, skew: minutes * MINUTE })))(
    'a wall clock that is $minutes minutes ahead changes nothing, because the server tells its time',
    ({ skew }) => {
      const right = run({ source: minting(10 * MINUTE) })
      const wrong = run({ source: minting(10 * MINUTE), skew })
      expect(wrong.handedOut[0]?.held.judgement.verdict).toBe('fresh')
      expect(Math.abs(wrong.requests.length - right.requests.length)).toBeLessThanOrEqual(1)
      expect(wrong.news.some(({ news: { kind } }) => kind === 'ended')).toBe(false)
    },
  )

  it('an issuer whose clock is 5 minutes ahead is waited for until its token begins', () => {
    const source: World['source'] = (at, count) => ({
      answer: { kind: 'token', token: testToken(at + 5 * MINUTE, HOUR, String(count)) },
      latency: 100,
    })
    const { handedOut, news } = run({ source }, 0.2)
    expect(news[0]?.news).toMatchObject({ kind: 'breach', judgement: { verdict: 'not-yet-valid' } })
    expect(handedOut[0]?.at).toBeGreaterThan(T0 + 3.9 * MINUTE)
    expect(handedOut[0]?.at).toBeLessThan(T0 + 4.2 * MINUTE)
    expect(handedOut[0]?.held.judgement.verdict).not.toBe('not-yet-valid')
  })

  it('an issuer whose clock is 10 minutes behind and whose tokens live for 10 is refused within a minute and a half', () => {
    const source: World['source'] = (at, count) => ({
      answer: { kind: 'token', token: testToken(at - 10 * MINUTE, 10 * MINUTE, String(count)) },
      latency: 100,
    })
    const { refusal } = run({ source })
    expect(refusal?.refusal.judgement?.verdict).toBe('expired')
    expect(refusal?.at).toBeLessThan(T0 + 1.5 * MINUTE)
  })

  it('a token that is not valid yet waits behind the one that still is', () => {
    const source: World['source'] = (at, count) =>
      count === 0
        ? minting(10 * MINUTE)(at, count)
        : { answer: { kind: 'token', token: testToken(at + 3 * MINUTE, 10 * MINUTE, String(count)) }, latency: 100 }
    const { handedOut, requests } = run({ source }, 0.3)
    const second = handedOut[1] as (typeof handedOut)[number]
    expect(second.at - (requests[1] as number)).toBeGreaterThan(1.9 * MINUTE)
    expect(second.at).toBeLessThan(T0 + 10 * MINUTE)
  })
})

describe('a keeper that refreshes only when it is asked', () => {
  it('hands out nothing that has ended meanwhile, also not the token that was to begin later', () => {
    const source: World['source'] = (at, count) =>
      count === 0
        ? minting(MINUTE)(at, count)
        : {
            answer: { kind: 'token', token: testToken(at + 2 * MINUTE, MINUTE, String(count)) },
            latency: 100,
          }
    const events = [T0 + 50_000, T0 + 30 * MINUTE].map((at) => ({ at, event: 'asked' as const }))
    const { given, handedOut } = run({ source, events, options: { background: false } }, 1)
    for (const { at, held } of [...given, ...handedOut]) expect(held.reading.times.expiresAt).toBeGreaterThan(at)
  })
})

describe('a rejection', () => {
  it('swaps out exactly the token that was refused, and asks at once', () => {
    const { requests, handedOut } = run(
      { source: minting(HOUR), events: [{ at: T0 + 10 * MINUTE, event: 'rejected' }] },
      0.5,
    )
    expect(requests).toContain(T0 + 10 * MINUTE)
    expect(handedOut.length).toBe(2)
  })

  it('of the token that comes next is not answered at once again, and never with the same token', () => {
    const one = testToken(T0, HOUR, 'one')
    const events = [1, 2, 3, 4, 5].map((second) => ({ at: T0 + MINUTE + second * 1_000, event: 'rejected' as const }))
    const { requests, handedOut } = run(
      { source: () => ({ answer: { kind: 'token', token: one }, latency: 100 }), events },
      0.1,
    )
    expect(handedOut.length).toBe(1)
    expect(requests.length).toBeLessThan(30)
  })
})
