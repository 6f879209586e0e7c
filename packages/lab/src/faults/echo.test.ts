import { describe, expect, it } from 'vitest'
import type { IdTokenIssued } from '../ground/lab-event.ts'
import { at, openStep, type TestServices, testKeys, testServices } from '../lab/test-services.ts'

const keys = testKeys()

function issued(services: TestServices): readonly IdTokenIssued[] {
  return services.events.filter((event) => event.kind === 'id-token-issued')
}

async function run(services: TestServices, number: number): Promise<string> {
  const { job, accessToken } = await openStep(services, number)
  const token = await services.takeIdToken(job, accessToken)
  job.close()
  return token
}

describe('echo', () => {
  // parity: fault-echo
  it('is the report’s night: a token that is still good when it is taken has ended when it is presented', async () => {
    const services = testServices({ keys, start: '2026-04-20T01:10:00Z' })
    services.faults.switchOn('echo')
    const first = await run(services, 1)
    expect((await services.exchange(first)).status).toBe(200)

    services.clock.set(at('2026-04-20T10:58:23Z'))
    expect(await run(services, 2)).toBe(first)

    services.clock.set(at('2026-04-21T01:05:30Z'))
    const third = await run(services, 3)
    expect(third).toBe(first)
    expect((await services.exchange(third)).status).toBe(200)
    services.clock.advance(640_000)
    const answer = await services.exchange(third)
    expect(answer.status).toBe(401)
    expect(answer.json.error_codes).toEqual([700024])

    expect(issued(services).map(({ reissued }) => reissued)).toEqual([false, true, true])
    expect(new Set(issued(services).map(({ fingerprint }) => fingerprint)).size).toBe(1)
    expect(issued(services)[2]).toMatchObject({ mintedAt: at('2026-04-20T01:10:00Z'), at: at('2026-04-21T01:05:30Z') })
  })

  // parity: fault-echo
  it('mints a new token from 3 s before the end of the old one, as the report shows', async () => {
    const services = testServices({ keys, start: '2026-04-20T01:09:59Z' })
    services.faults.switchOn('echo')
    const first = await run(services, 1)
    services.clock.set(at('2026-04-21T01:09:55.999Z'))
    expect(await run(services, 2)).toBe(first)
    services.clock.set(at('2026-04-21T01:09:56Z'))
    expect(await run(services, 3)).not.toBe(first)
    expect(issued(services).at(-1)).toMatchObject({
      reissued: false,
      notBefore: at('2026-04-21T01:04:56Z'),
      expiresAt: at('2026-04-22T01:09:56Z'),
    })
  })

  it('holds a token for each connection, and gives many who ask at once the same', async () => {
    const services = testServices({ keys })
    services.faults.switchOn('echo')
    const job = await services.jobs.openJob({ runNumber: 1, stage: 'S', job: 'J', connections: ['one', 'two'] })
    const { accessToken } = job.openStep('ask')
    const take = (connection: string) => services.takeIdToken(job, accessToken, connection)
    const tokens = await Promise.all(['one', 'two', 'one', 'two', 'one'].map(take))
    expect(new Set(tokens).size).toBe(2)
    expect(tokens[0]).toBe(tokens[2])
  })

  it('ends when it is switched off, and mints anew when it is switched on again', async () => {
    const services = testServices({ keys })
    services.faults.switchOn('echo')
    const first = await run(services, 1)
    services.faults.switchOff('echo')
    const second = await run(services, 2)
    services.faults.switchOn('echo')
    const third = await run(services, 3)
    expect(new Set([first, second, third]).size).toBe(3)
    expect(await run(services, 4)).toBe(third)
  })

  it('is not there without it: every request gets a token of its own', async () => {
    const services = testServices({ keys })
    expect(await run(services, 1)).not.toBe(await run(services, 2))
  })

  it('mints a new token when the clock was set back before the old one’s mint', async () => {
    const services = testServices({ keys })
    services.faults.switchOn('echo')
    const first = await run(services, 1)
    services.clock.advance(-86_400_000)
    expect(await run(services, 2)).not.toBe(first)
  })
})
