import { request } from 'node:http'
import { realClock } from '@mintwell/clock'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LabClock } from './lab-clock.ts'
import { openSleepService } from './sleep-service.ts'

const START = Date.UTC(2026, 3, 20, 1, 4, 56)
const SECRET = 'a-secret-of-this-test'

let clock: LabClock
let door: Awaited<ReturnType<typeof openSleepService>>
let leave: () => void

beforeEach(async () => {
  clock = new LabClock({ base: realClock, start: START, leaps: true })
  // A job that works keeps the clock from leaping, so that each test moves it.
  leave = clock.enter({ activity: () => ({ kind: 'busy' }) })
  door = await openSleepService(clock, SECRET)
})

afterEach(async () => {
  leave()
  clock.close()
  await door.close()
})

interface Answer {
  readonly status: number | undefined
  readonly body: unknown
}

function send(path: string, options: { method?: string; headers?: Record<string, string>; signal?: AbortSignal } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const { method = 'POST', headers, signal } = options
    const outgoing = request(
      {
        port: door.port,
        host: '127.0.0.1',
        path,
        method,
        headers: { authorization: `Bearer ${SECRET}`, ...headers },
        ...(signal ? { signal } : {}),
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }))
      },
    )
    outgoing.on('error', reject)
    outgoing.end()
  })
}

const sleepers = (count: number) => vi.waitFor(() => expect(clock.waiting).toHaveLength(count))

describe('the door of the clock', () => {
  it('tells the time', async () => {
    const { status, body } = await send('/clock', { method: 'GET' })
    expect(status).toBe(200)
    expect(Date.parse((body as { now: string }).now) - START).toBeLessThan(1_000)
  })

  it('answers a sleeper when the clock gets there, and knows it by its process', async () => {
    const answer = send('/clock/sleep?pid=4242&for=600')
    await sleepers(1)
    expect(clock.waiting[0]).toMatchObject({ pid: 4242 })
    clock.advance(600_000)
    expect((await answer).status).toBe(200)
  })

  it.each([
    ['for=1m&for=30s', 90_000],
    ['for=1.5', 1_500],
    ['for=.5m', 30_000],
    ['for=5.', 5_000],
    ['for=2h', 7_200_000],
    ['for=1d', 86_400_000],
    ['for=600s', 600_000],
    ['for=1e3&for=0x10', 1_016_000],
    ['until=2026-04-20T02:04:56Z', 3_600_000],
    ['for=infinity', Number.POSITIVE_INFINITY],
    ['for=5&for=inf', Number.POSITIVE_INFINITY],
  ])('takes %s as GNU sleep does', async (query, ms) => {
    const gone = new AbortController()
    const answer = send(`/clock/sleep?${query}`, { signal: gone.signal }).catch(() => {})
    await sleepers(1)
    const wakeAt = clock.waiting[0]?.wakeAt ?? 0
    if (Number.isFinite(ms)) expect(Math.abs(wakeAt - START - ms)).toBeLessThan(2_000)
    else expect(wakeAt).toBe(ms)
    gone.abort()
    await answer
  })

  it.each(['', 'for=', 'for=abc', 'for=1h30m', 'for=100ms', 'for=-5', 'for=5&for=x', 'for=1e', 'until=soon', 'for=.'])(
    'refuses %j, which GNU sleep would refuse, too',
    async (query) => {
      expect((await send(`/clock/sleep?${query}`)).status).toBe(400)
      expect(clock.waiting).toEqual([])
    },
  )

  it('answers at once who asks for no time, or for an instant that has passed', async () => {
    expect((await send('/clock/sleep?for=0')).status).toBe(200)
    expect((await send('/clock/sleep?until=2026-04-19T00:00:00Z')).status).toBe(200)
  })

  it.each(['pid=x', 'pid=-1', 'pid=1.5', ''])('sleeps for nobody in particular with %j', async (pid) => {
    const gone = new AbortController()
    const answer = send(`/clock/sleep?for=9&${pid}`, { signal: gone.signal }).catch(() => {})
    await sleepers(1)
    expect(clock.waiting[0]?.pid).toBeUndefined()
    gone.abort()
    await answer
  })

  it('forgets a sleeper that goes away', async () => {
    const gone = new AbortController()
    const answer = send('/clock/sleep?pid=4242&for=600', { signal: gone.signal })
    await sleepers(1)
    gone.abort()
    await expect(answer).rejects.toThrow()
    await sleepers(0)
  })

  it('says so when the clock fails under a sleeper', async () => {
    const broken = { now: () => START, sleepUntil: () => Promise.reject(new Error('ENOSPC')) }
    await door.close()
    door = await openSleepService(broken, SECRET)
    expect((await send('/clock/sleep?for=9')).status).toBe(500)
  })
})

describe('who is not let in', () => {
  it.each([
    ['a wrong secret', { authorization: 'Bearer a-secret-of-this-tesT' }, 401],
    ['a secret of another length', { authorization: 'Bearer x' }, 401],
    ['another scheme', { authorization: `Basic ${SECRET}` }, 401],
    ['a name that leads here from outside', { host: 'lab.example' }, 421],
    ['localhost, which is not the name that was given', { host: 'localhost' }, 421],
    ['a web page', { origin: 'http://evil.example' }, 403],
    ['a web page without an origin of its own', { origin: 'null' }, 403],
  ])('is %s', async (_, headers, status) => {
    expect((await send('/clock/sleep?for=600', { headers })).status).toBe(status)
    expect(clock.waiting).toEqual([])
  })

  it('is who gives no secret at all', async () => {
    const answer = await fetch(`${door.url}/sleep?for=600`, { method: 'POST' })
    expect(answer.status).toBe(401)
    await answer.text()
  })

  it.each([
    ['GET', '/clock/sleep?for=1'],
    ['POST', '/clock'],
    ['GET', '/'],
    ['GET', '//'],
  ])('finds nothing at %s %s', async (method, path) => {
    const status = await send(path, { method }).then(
      (answer) => answer.status,
      () => 'no answer',
    )
    expect([404, 'no answer']).toContain(status)
  })
})

describe('the end of the door', () => {
  it('ends the connections of all who sleep', async () => {
    const answer = send('/clock/sleep?pid=4242&for=600')
    await sleepers(1)
    await door.close()
    await expect(answer).rejects.toThrow()
    await sleepers(0)
  })
})
