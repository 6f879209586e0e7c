import { describe, expect, it } from 'vitest'
import { json, type TestAnswer, testService } from '../reader/test-service.ts'
import { collectOrganization } from './collect-organization.ts'

const SINCE = Date.UTC(2026, 10, 1)
const collect = (answer: (url: URL) => TestAnswer) => {
  const service = testService(answer)
  const request = { organization: 'contoso', projects: [], history: 100, since: SINCE }
  return { ...service, facts: collectOrganization(service.reader, request) }
}
const connections = Array.from({ length: 40 }, (_, index) => ({ id: `c${index}`, name: `n${index}`, type: 'azurerm' }))
const listed = (url: URL): TestAnswer | undefined => {
  if (url.pathname.endsWith('/_apis/projects'))
    return json({
      value: [
        { id: 'p1', name: 'Shop' },
        { id: 'p2', name: 'Web' },
      ],
    })
  return url.pathname.endsWith('/endpoints') ? json({ value: connections }) : undefined
}

describe('what an audit reads of an organization', () => {
  it('has a connection of several projects once, as the project shows it that shows its authorization', async () => {
    const shown = { scheme: 'WorkloadIdentityFederation', parameters: {} }
    const { facts, asked } = collect((url) => {
      const isSecond = url.pathname.includes('/p2/')
      if (url.pathname.endsWith('/endpoints'))
        return json({ value: [{ ...connections[0], authorization: isSecond ? shown : null }] })
      return listed(url) ?? json({ value: [] })
    })
    expect((await facts).connections).toMatchObject([{ id: 'c0', authorization: shown }])
    expect(asked.filter(({ url }) => url.includes('executionhistory'))).toHaveLength(1)
  })

  it('is not asked for to the end where the service is out of order', async () => {
    const { facts, asked } = collect((url) => listed(url) ?? { status: 503 })
    await expect(facts).rejects.toMatchObject({ code: 'ERR_DEVOPS_UNAVAILABLE' })
    expect(asked.length).toBeLessThan(60)
  })

  it('lists each history that may not be read, and reads the others', async () => {
    const { facts } = collect(
      (url) => listed(url) ?? (/\/c[0-9]\//.test(url.pathname) ? { status: 403 } : json({ value: [] })),
    )
    const { executions, unread } = await facts
    expect([executions.size, unread.length]).toEqual([30, 10])
    expect(unread[0]).toMatchObject({ code: 'ERR_DEVOPS_FORBIDDEN', what: expect.stringContaining('n') })
  })
})
