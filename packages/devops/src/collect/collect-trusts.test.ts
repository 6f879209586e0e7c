import { describe, expect, it } from 'vitest'
import { CLIENT, connection, NEW, OLD } from '../audit/test-facts.ts'
import { json, testService } from '../reader/test-service.ts'
import { collectTrusts } from './collect-trusts.ts'

const SUBSCRIPTION = '77777777-1111-2222-3333-444444444444'
const OTHER = '12121212-3434-5656-7878-000000000000'
const found = (clientId = CLIENT) => {
  const base = connection(OLD, { data: { environment: 'AzureCloud', subscriptionId: SUBSCRIPTION } })
  const parameters = { ...base.authorization?.parameters, serviceprincipalid: clientId }
  return { ...base, authorization: { scheme: 'WorkloadIdentityFederation', parameters } }
}
const application = (appId: string, trust = OLD) => ({
  appId,
  displayName: `app ${appId.slice(-4)}`,
  signInAudience: 'AzureADMyOrg',
  passwordCredentials: [{ endDateTime: '2027-01-01T00:00:00Z', secretText: 'never kept', hint: 'abc' }],
  federatedIdentityCredentials: [{ id: 'x', name: 'c', audiences: ['api://AzureADTokenExchange'], ...trust }],
})
const filterOf = (url: URL) => url.searchParams.get('$filter') ?? ''

describe('who trusts the connections of an organization', () => {
  it('is asked of Graph by client ids and by the old issuer, page by page, and never at the host that a link names', async () => {
    const graph = testService((url) => {
      if (!filterOf(url).startsWith('appId in')) return json({ value: [application(OTHER)] })
      if (url.searchParams.get('$skiptoken') === 'second') return json({ value: [application(CLIENT)] })
      return json({ value: [], '@odata.nextLink': 'https://elsewhere.example/v1.0/applications?$skiptoken=second' })
    })
    const { applications, unread } = await collectTrusts({ graph: graph.reader }, [found()])
    expect(unread).toEqual([])
    expect(applications.map(({ appId }) => appId)).toEqual([CLIENT, OTHER])
    expect(applications[0]).toMatchObject({
      kind: 'application',
      credentialEnds: ['2027-01-01T00:00:00Z'],
      federatedIdentityCredentials: [{ name: 'c', ...OLD }],
    })
    expect(JSON.stringify(applications)).not.toContain('never kept')
    for (const { url } of graph.asked) expect(new URL(url).host).toBe('dev.azure.com')
    expect(filterOf(new URL(graph.asked.at(-1)?.url ?? ''))).toBe(
      "federatedIdentityCredentials/any(f:startsWith(f/issuer,'https://vstoken.dev.azure.com'))",
    )
  })

  it('is asked for fifteen applications at a time, and for nothing that is no client id', async () => {
    const graph = testService(() => json({ value: [] }))
    const many = Array.from({ length: 32 }, (_, index) =>
      found(CLIENT.replace(/.{4}$/, String(index).padStart(4, '0'))),
    )
    await collectTrusts({ graph: graph.reader }, [...many, found("x') or true or appId in ('y")])
    const filters = graph.asked.map(({ url }) => filterOf(new URL(url)))
    expect(filters.map((filter) => (filter.match(/'[0-9a-f-]{36}'/g) ?? []).length)).toEqual([15, 15, 2, 0])
    expect(filters.join()).not.toContain('true')
  })

  it('is asked of ARM for identities that are no application, of the subscription of their connection', async () => {
    const id = `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deployer`
    const graph = testService(() => json({ value: [] }))
    const arm = testService((url) => {
      if (url.pathname.endsWith('/federatedIdentityCredentials'))
        return json({ value: [{ name: 'c', properties: { ...NEW, audiences: ['api://AzureADTokenExchange'] } }] })
      const others = [
        { id: '/subscriptions/../x', name: 'climbing', properties: { clientId: CLIENT } },
        { id: id.replace('deployer', 'other'), name: 'other', properties: { clientId: OTHER } },
      ]
      return json({ value: [...others, { id, name: 'deployer', properties: { clientId: CLIENT } }] })
    })
    const { applications } = await collectTrusts({ graph: graph.reader, arm: arm.reader }, [found()])
    expect(applications).toMatchObject([
      {
        kind: 'managed-identity',
        appId: CLIENT,
        displayName: 'deployer',
        federatedIdentityCredentials: [{ name: 'c', ...NEW }],
      },
    ])
    expect(arm.asked).toHaveLength(2)
  })

  it('is listed as not read where Graph refuses it, or breaks its JSON off', async () => {
    for (const answer of [
      { status: 403, text: '{"error":{"code":"Authorization_RequestDenied","message":"no"}}' },
      { text: '{"value":[{"appId":"x"{"error":' },
    ]) {
      const { reader } = testService(() => answer)
      expect(await collectTrusts({ graph: reader }, [found()])).toMatchObject({
        applications: [],
        unread: [{ what: 'the applications of the connections' }],
      })
    }
    const { reader } = testService(() => ({ status: 401 }))
    await expect(collectTrusts({ graph: reader }, [found()])).rejects.toMatchObject({ code: 'ERR_DEVOPS_SIGNED_OUT' })
  })
})
