import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { CONNECTION, openStep, testKeys, testServices } from '../lab/test-services.ts'

const keys = testKeys()
const FEATURE = 'DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN'

describe('late-bound', () => {
  // parity: fault-late-bound
  it('puts a token of the age and lifetime into the endpoint, switches the feature on, and leaves the OIDC endpoint alone', async () => {
    const services = testServices({ keys })
    services.faults.switchOn('late-bound:age=20h,lifetime=24h')
    const { job, accessToken } = await openStep(services)
    expect(job.variables()[FEATURE]).toBe('true')
    const bound = String(job.endpoints[0]?.parameters.idToken)
    const now = services.clock.now() / 1_000
    const minted = now - 20 * 3_600
    expect(decodeJwt(bound)).toMatchObject({ iat: minted - 300, nbf: minted - 300, exp: minted + 86_400 })
    expect((await services.exchange(bound)).status).toBe(200)
    expect(services.events.filter((event) => event.kind === 'id-token-issued')).toMatchObject([
      {
        source: 'late-bound',
        connection: CONNECTION,
        caller: { runNumber: 1, stage: 'Nightly', job: 'Work', step: null },
        mintedAt: minted * 1_000,
        reissued: false,
      },
    ])
    const asked = decodeJwt(await services.takeIdToken(job, accessToken))
    expect(asked.iat).toBe(now - 300)
  })

  // parity: fault-late-bound
  it('fails at the first exchange where the token lives ten minutes, as Azure DevOps’ own do', async () => {
    const services = testServices({ keys, settings: { issuer: 'ado' } })
    services.faults.switchOn('late-bound:age=20h,lifetime=10m')
    const { job } = await openStep(services)
    const bound = String(job.endpoints[0]?.parameters.idToken)
    const { iat = 0, exp = 0 } = decodeJwt(bound)
    expect(exp - iat).toBe(600)
    const answer = await services.exchange(bound)
    expect([answer.status, answer.json.error_codes]).toEqual([401, [700024]])
  })

  it('binds nothing to jobs that start without it', async () => {
    const services = testServices({ keys })
    services.faults.switchOn('late-bound')
    const with_ = await openStep(services)
    services.faults.switchOff('late-bound')
    const without = await openStep(services)
    expect(with_.job.variables()[FEATURE]).toBe('true')
    expect(without.job.variables()[FEATURE]).toBeUndefined()
    expect(without.job.endpoints[0]?.parameters).not.toHaveProperty('idToken')
  })
})
