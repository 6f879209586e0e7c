import { describe, expect, it } from 'vitest'
import { CONNECTION, openStep, testKeys, testServices } from '../lab/test-services.ts'

const keys = testKeys()

/** A lab with an object of each kind. */
function openFull() {
  const services = testServices({ keys })
  const { directory } = services
  const connection = services.provisionConnection(CONNECTION)
  const { tenantId, clientId, subscriptionId } = connection
  directory.tenants.add({
    id: '11111111-2222-4333-8444-555555555555',
    displayName: 'other',
    domains: ['other.example'],
  })
  directory.resourceGroups.put({ subscriptionId, name: 'Group', location: 'westeurope', tags: { a: 'b' } })
  const place = { subscriptionId, resourceGroup: 'Group', location: 'westeurope', tags: {}, tenantId }
  directory.identities.put({ ...place, name: 'identity', clientId: 'c', principalId: 'p' })
  const password = { keyId: 'k', displayName: null, hint: 'abc', startsAt: 0, endsAt: 1, digest: 'd' }
  directory.registrations.put(clientId, { createdAt: 0, passwords: [password], properties: { notes: 'n' } })
  return { services, connection, token: services.issuePersonalAccessToken('somebody') }
}

describe('the objects of a lab', () => {
  it('come back from JSON as they were, in a lab where all goes on', async () => {
    const { services, connection, token } = openFull()
    const stored = JSON.parse(JSON.stringify(services.exportObjects())) as unknown
    const again = testServices({ keys, objects: stored })
    expect(again.exportObjects()).toEqual(services.exportObjects())
    expect(again.directory.connections.find(again.directory.home.project, CONNECTION)).toEqual(connection)
    const { job, accessToken } = await openStep(again)
    expect((await again.exchange(await again.takeIdToken(job, accessToken))).status).toBe(200)
    expect(again.directory.personalAccessTokens.find(token)?.displayName).toBe('somebody')
    expect(again.directory.tenants.find('other.example')?.displayName).toBe('other')
  })

  it('hold no secret: neither personal access tokens nor private keys', () => {
    const { services, token } = openFull()
    const text = JSON.stringify(services.exportObjects())
    expect(text).not.toContain(token)
    expect(text).not.toMatch(/PRIVATE|"d":"|"p":"[\w-]{20}/)
  })

  it('give way to the settings of today: a configured connection is made anew, and a domain goes to the tenant that has it now', () => {
    const { services } = openFull()
    const objects = services.exportObjects()
    const settings = { connections: { [CONNECTION]: { subject: 'other' } }, tenantName: 'Renamed' }
    const again = testServices({ keys, objects, settings })
    expect(again.directory.connections.find(again.directory.home.project, CONNECTION)).toBeUndefined()
    expect(again.directory.tenants.find('mintwell-lab.onmicrosoft.com')).toBe(again.directory.home.tenant)
    const former = again.directory.tenants.find(services.directory.home.tenant.id)
    expect(former?.domains).toEqual([])
  })

  it('can be configured anew without a conflict with what was stored of them', () => {
    const { services } = openFull()
    const settings = { connections: { [CONNECTION]: { subject: 'other' } } }
    const again = testServices({ keys, objects: services.exportObjects(), settings })
    const { clientId } = again.provisionConnection(CONNECTION)
    expect(again.directory.applications.find(clientId)?.federatedCredentials).toMatchObject([{ subject: 'other' }])
  })

  it.each([
    ['nothing', null],
    ['text', 'x'],
    ['another schema', { schema: 2 }],
    ['a member that is missing', { schema: 1, tenants: [] }],
  ])('that are %s are refused with a code', (_what, objects) => {
    expect(() => testServices({ keys, objects })).toThrow(expect.objectContaining({ code: 'ERR_DATA_INVALID' }))
  })

  it('with broken members are refused with a code, the cause kept', () => {
    const { services } = openFull()
    const objects = { ...services.exportObjects(), tenants: [{ id: 7 }] }
    expect(() => testServices({ keys, objects })).toThrow(
      expect.objectContaining({ code: 'ERR_DATA_INVALID', cause: expect.any(TypeError) }),
    )
  })
})
