import { describe, expect, it } from 'vitest'
import { openRest, values } from '../services/azure-devops/test-rest.ts'

const LIST = 'pipelines/_apis/serviceendpoint/endpoints'

describe('the faults of the REST API', () => {
  // parity: ado-rest-throttling
  it('throttle as the service does: Retry-After with a good answer, and 429', async () => {
    const { services, ask } = openRest()
    const statuses = async (count: number) => {
      const answers = []
      for (let index = 0; index < count; index += 1) {
        const { status, headers } = await ask(LIST)
        answers.push([status, headers.get('retry-after')])
      }
      return answers
    }
    services.faults.switchOn('rest-throttled:every=2,retry-after=1500ms')
    expect(await statuses(4)).toEqual([
      [200, null],
      [200, '2'],
      [200, null],
      [429, '2'],
    ])
    services.faults.switchOn('rest-throttled:every=1,how=blocked')
    expect((await ask(LIST)).json.message).toMatch(/^TF400733: /)
    services.faults.switchOff('rest-throttled')
    expect(await statuses(1)).toEqual([[200, null]])
  })

  // parity: ado-rest-revoked
  it('answer a revoked token with the sign-in page and 203', async () => {
    const { services, ask } = openRest()
    services.faults.switchOn('rest-token-revoked:after=1')
    expect((await ask(LIST)).status).toBe(200)
    const answer = await ask(LIST)
    expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([
      203,
      'text/html; charset=utf-8',
      expect.stringContaining('Sign In'),
    ])
  })

  // parity: ado-endpoints-roles
  it('show a reader connections without their authorization', async () => {
    const { services, ask } = openRest()
    const { id } = services.provisionConnection('production')
    services.faults.switchOn('authorization-hidden')
    expect(values(await ask(LIST))).toMatchObject([{ id, name: 'production', authorization: null }])
  })
})
