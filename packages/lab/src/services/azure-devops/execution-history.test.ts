import { describe, expect, it } from 'vitest'
import { CONNECTION, openStep } from '../../lab/test-services.ts'
import { openRest, values } from './test-rest.ts'

const AT = Date.UTC(2026, 3, 20, 1)

describe('the execution history of a connection', () => {
  // parity: ado-execution-history
  it('has the runs that used it, the newest first, in pages by a number in a header; `top` has no `$`', async () => {
    const { services, ask } = openRest()
    const { id } = services.provisionConnection(CONNECTION)
    for (const runId of [1, 2, 3]) {
      const times = { queuedAt: AT, startedAt: AT, finishedAt: AT + runId, result: 'failed' as const }
      services.runs.recordRun({
        runId,
        buildNumber: `20260420.${runId}`,
        pipeline: 'nightly',
        reason: 'schedule',
        ...times,
      })
      services.runs.recordUse(runId, id, AT)
      services.runs.recordUse(runId, id, AT)
    }
    const path = `pipelines/_apis/serviceendpoint/${id}/executionhistory`
    const first = await ask(`${path}?top=2&api-version=7.1-preview.1`)
    expect(values(first)).toMatchObject([
      {
        endpointId: id,
        data: {
          planType: 'Build',
          definition: { id: 1, name: 'nightly' },
          owner: {
            id: 3,
            name: '20260420.3',
            _links: { self: { href: expect.stringMatching(/\/_apis\/build\/Builds\/3$/) } },
          },
          startTime: '2026-04-20T01:00:00.000Z',
          result: 'failed',
        },
      },
      { data: { owner: { id: 2 } } },
    ])
    const token = first.headers.get('x-ms-continuationtoken')
    const rest = await ask(`${path}?top=2&continuationToken=${token}`)
    expect(values(rest)).toMatchObject([{ data: { owner: { id: 1 } } }])
    expect(rest.headers.get('x-ms-continuationtoken')).toBeNull()
  })

  it('has a run as soon as one of its jobs is given the connection', async () => {
    const { services, ask } = openRest()
    await openStep(services)
    const { id } = services.directory.connections.find(services.directory.home.project, CONNECTION) ?? { id: '' }
    const answer = await ask(`pipelines/_apis/serviceendpoint/${id}/executionhistory`)
    expect(values(answer)).toMatchObject([{ endpointId: id, data: { owner: { id: 1 } } }])
  })

  it('is empty for a connection that nobody has used, or that is not there', async () => {
    const { services, ask } = openRest()
    const { id } = services.provisionConnection(CONNECTION)
    for (const each of [id, '11111111-2222-4333-8444-555555555555']) {
      expect((await ask(`pipelines/_apis/serviceendpoint/${each}/executionhistory`)).json).toEqual({
        count: 0,
        value: [],
      })
    }
  })
})

describe('the lists of pipelines', () => {
  it('come in pages, too', async () => {
    const { services, ask } = openRest()
    for (const runId of [1, 2, 3])
      services.runs.recordRun({
        runId,
        buildNumber: '1',
        pipeline: `p${runId}`,
        definitionId: runId,
        reason: 'manual',
        queuedAt: AT,
      })
    const first = await ask('pipelines/_apis/build/definitions?$top=2')
    const token = first.headers.get('x-ms-continuationtoken')
    const rest = await ask(`pipelines/_apis/build/definitions?$top=2&continuationToken=${token}`)
    expect([values(first), values(rest)].map((page) => page.map(({ name }) => name))).toEqual([['p1', 'p2'], ['p3']])
  })
})
