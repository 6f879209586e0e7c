import { describe, expect, it } from 'vitest'
import { LabError } from '../ground/errors.ts'
import { encodeGuid, guidsFrom, isGuid } from '../ground/guid.ts'
import { defaultSettings } from '../ground/settings.ts'
import { createDirectory } from './directory.ts'
import { provisionConnection } from './provision-connection.ts'

const AT = 1_776_647_096_000

function codeOf(act: () => unknown): string | undefined {
  try {
    act()
  } catch (error) {
    return error instanceof LabError ? error.code : String(error)
  }
  return undefined
}

function directoryFor(settings = defaultSettings) {
  const directory = createDirectory(settings, 'seed')
  return { directory, context: { directory, settings, at: AT } }
}

describe('GUIDs', () => {
  it('are encoded by the bytes that .NET keeps, as in public tokens', () => {
    expect(encodeGuid('499b84ac-1321-427f-aa17-267ca6975798')).toBe('rISbSSETf0KqFyZ8ppdXmA')
    expect(encodeGuid('ff882432-09b0-437b-bd22-ca13c0037ded')).toBe('MiSI_7AJe0O9IsoTwAN97Q')
  })

  it('follow from the seed, the kind and the names alone', () => {
    const guid = guidsFrom('seed')
    expect(guid('plan', 'a')).toBe(guidsFrom('seed')('plan', 'a'))
    expect(
      new Set([guid('plan', 'a'), guid('job', 'a'), guid('plan', 'b'), guidsFrom('other')('plan', 'a')]).size,
    ).toBe(4)
    expect(isGuid(guid('plan', 'a'))).toBe(true)
  })
})

describe('provisionConnection', () => {
  it('makes application, service principal, credential and subscription that belong together', () => {
    const { directory, context } = directoryFor()
    const connection = provisionConnection(context, 'deploy')
    const application = directory.applications.find(connection.clientId)
    expect(application?.federatedCredentials).toMatchObject([
      {
        issuer: connection.issuer,
        subject: connection.subject,
        audiences: ['api://AzureADTokenExchange'],
        createdAt: AT,
      },
    ])
    expect(directory.applications.servicePrincipal(connection.tenantId, connection.clientId)).toBeDefined()
    expect(directory.subscriptions.find(connection.subscriptionId)?.displayName).toBe(connection.subscriptionName)
    expect(connection.issuer).toBe(`https://login.microsoftonline.com/${connection.tenantId}/v2.0`)
    expect(connection.subject).toBe(
      `/eid1/c/pub/t/${encodeGuid(connection.tenantId)}/a/rISbSSETf0KqFyZ8ppdXmA/sc/${directory.home.organization.id}/${connection.id}`,
    )
    expect(directory.connections.find(directory.home.project, 'DEPLOY')).toBe(connection)
    expect(directory.connections.findById(connection.id.toUpperCase())).toBe(connection)
  })

  it('takes the settings for its name', () => {
    const settings = {
      ...defaultSettings,
      connections: {
        deploy: {
          tenant: '11111111-1111-4111-8111-111111111111',
          app: 'AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA',
          subject: 'sc://elsewhere',
          audience: 'api://other',
          issuer: 'ado',
        } as const,
      },
    }
    const { directory, context } = directoryFor(settings)
    const connection = provisionConnection(context, 'deploy')
    expect(connection).toMatchObject({
      tenantId: '11111111-1111-4111-8111-111111111111',
      clientId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
      issuer: `https://vstoken.dev.azure.com/${directory.home.organization.id}`,
      subject: 'sc://lab/pipelines/deploy',
    })
    expect(directory.applications.find(connection.clientId)?.federatedCredentials).toMatchObject([
      { subject: 'sc://elsewhere', audiences: ['api://other'] },
    ])
  })

  it('refuses a 21st connection of one application, a taken name, an id that is no GUID and an application of another tenant', () => {
    const { context } = directoryFor()
    const app = '33333333-3333-4333-8333-333333333333'
    for (let number = 0; number < 20; number += 1) provisionConnection(context, `connection ${number}`, { app })
    expect(codeOf(() => provisionConnection(context, 'one more', { app }))).toBe('ERR_CREDENTIAL_LIMIT')
    expect(codeOf(() => provisionConnection(context, 'connection 1'))).toBe('ERR_DIRECTORY_CONFLICT')
    expect(codeOf(() => provisionConnection(context, 'bad', { tenant: 'contoso' }))).toBe('ERR_SETTING_INVALID')
    const tenant = '44444444-4444-4444-8444-444444444444'
    expect(codeOf(() => provisionConnection(context, 'other', { app, tenant }))).toBe('ERR_SETTING_INVALID')
  })
})

describe('federated identity credentials', () => {
  const base = {
    id: 'c1',
    name: 'main',
    issuer: 'https://issuer.example',
    subject: 'subject',
    audiences: ['api://AzureADTokenExchange'],
    createdAt: AT,
  }

  it.each([
    ['a name of two characters', { name: 'ab' }],
    ['a name that begins with a dash', { name: '-abc' }],
    ['no audience', { audiences: [] }],
    ['two audiences', { audiences: ['a', 'b'] }],
    ['an issuer that is no https URL', { issuer: 'http://issuer.example' }],
    ['an empty subject', { subject: '' }],
    ['a subject of 601 characters', { subject: 'x'.repeat(601) }],
    ['a description of 601 characters', { description: 'x'.repeat(601) }],
  ])('are refused with %s', (_what, change) => {
    const { directory, context } = directoryFor()
    const { clientId } = provisionConnection(context, 'deploy')
    expect(codeOf(() => directory.applications.putCredential(clientId, { ...base, ...change }))).toBe(
      'ERR_CREDENTIAL_INVALID',
    )
  })

  it('have a unique name and a unique pair of issuer and subject, which compares with case', () => {
    const { directory, context } = directoryFor()
    const { clientId } = provisionConnection(context, 'deploy')
    const put = (change: object) => codeOf(() => directory.applications.putCredential(clientId, { ...base, ...change }))
    expect(put({})).toBeUndefined()
    expect(put({ id: 'c2', subject: 'other' })).toBe('ERR_CREDENTIAL_EXISTS')
    expect(put({ id: 'c2', name: 'second' })).toBe('ERR_CREDENTIAL_EXISTS')
    expect(put({ id: 'c2', name: 'second', subject: 'SUBJECT' })).toBeUndefined()
    expect(put({ subject: 'changed' })).toBeUndefined()
    expect(directory.applications.removeCredential(clientId, 'second')).toBe(true)
    expect(directory.applications.removeCredential(clientId, 'second')).toBe(false)
  })
})
