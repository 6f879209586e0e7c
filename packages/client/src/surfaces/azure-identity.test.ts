import { readToken, type Token } from '@mintwell/token'
import { describe, expect, it } from 'vitest'
import { testToken } from '../keeper/test-simulation.ts'
import { findAzureIdentity, requireAzureIdentity } from './azure-identity.ts'
import { applyVariables, awsVariables, azureVariables, sessionName, terraformVariables } from './variables.ts'

const T0 = Date.UTC(2026, 3, 20)
const ado = readToken(testToken(T0, 600_000, 'a')) as Token
const entra = readToken(
  testToken(T0, 600_000, 'a', { iss: 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0' }),
) as Token
const nobody = async () => undefined

describe('who one is in Azure', () => {
  it('is what the user says, before the environment, before the connection', async () => {
    const describeConnection = async () => ({
      id: 'x',
      tenantId: 'rest-tenant',
      clientId: 'rest-client',
      subscriptionId: 'rest-sub',
      environment: 'AzureUSGovernment',
    })
    expect(
      await findAzureIdentity(
        { clientId: 'said' },
        { AZURE_CLIENT_ID: 'env', AZURE_TENANT_ID: 'env-tenant' },
        'x',
        describeConnection,
        ado,
      ),
    ).toMatchObject({ clientId: 'said', tenantId: 'env-tenant' })
    expect(await findAzureIdentity({}, {}, 'x', describeConnection, ado)).toEqual({
      clientId: 'rest-client',
      tenantId: 'rest-tenant',
      subscriptionId: 'rest-sub',
      authorityHost: 'https://login.microsoftonline.us/',
      cloud: 'AzureUSGovernment',
    })
  })

  it('is what an AzureCLI step says only where that step is of the same connection', async () => {
    const env = {
      AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'x',
      AZURESUBSCRIPTION_CLIENT_ID: 'cli',
      AZURESUBSCRIPTION_TENANT_ID: 'cli-tenant',
    }
    expect(await findAzureIdentity({}, env, 'x', nobody, ado)).toMatchObject({
      clientId: 'cli',
      tenantId: 'cli-tenant',
    })
    expect((await findAzureIdentity({}, env, 'y', nobody, ado)).clientId).toBeUndefined()
  })

  it('has the tenant from a token that Entra issued', async () => {
    expect((await findAzureIdentity({}, {}, 'x', nobody, entra)).tenantId).toBe('11111111-2222-3333-4444-555555555555')
  })

  it('is asked of nobody where it is known, and an answer that fails is none', async () => {
    const fail = () => Promise.reject(new Error('asked'))
    expect(await findAzureIdentity({ clientId: 'c', tenantId: 't' }, {}, 'x', fail, ado)).toMatchObject({
      clientId: 'c',
    })
    const found = await findAzureIdentity({}, {}, 'x', fail, ado)
    expect(() => requireAzureIdentity(found, '--azure')).toThrow(/--azure needs the client id and the tenant id/)
  })
})

describe('the variables of', () => {
  const identity = {
    clientId: 'client',
    tenantId: 'tenant',
    subscriptionId: 'sub',
    authorityHost: 'https://login.microsoftonline.com/',
    cloud: 'AzureCloud',
  }

  it('Azure are those of AzureCLI and of the SDKs, and none of another CI', () => {
    const variables = azureVariables(identity, { text: 'token', file: '/d/id-token' }, 'conn')
    expect(Object.keys(variables).sort()).toEqual([
      'AZURESUBSCRIPTION_CLIENT_ID',
      'AZURESUBSCRIPTION_SERVICE_CONNECTION_ID',
      'AZURESUBSCRIPTION_TENANT_ID',
      'AZURE_AUTHORITY_HOST',
      'AZURE_CLIENT_ID',
      'AZURE_FEDERATED_TOKEN_FILE',
      'AZURE_TENANT_ID',
      'idToken',
      'servicePrincipalId',
      'tenantId',
    ])
  })

  it('Terraform name a way to ask and take out a static token, which would win over it', () => {
    const env = { ARM_OIDC_TOKEN: 'stale', ARM_OIDC_TOKEN_FILE_PATH: '/old' }
    const asked = applyVariables(
      env,
      terraformVariables(identity, {
        kind: 'endpoint',
        url: 'https://127.0.0.1/x',
        accessToken: 'job',
        connectionId: 'conn',
      }),
    )
    expect(asked).toEqual({
      ARM_USE_OIDC: 'true',
      ARM_CLIENT_ID: 'client',
      ARM_TENANT_ID: 'tenant',
      ARM_SUBSCRIPTION_ID: 'sub',
      ARM_OIDC_REQUEST_URL: 'https://127.0.0.1/x',
      ARM_OIDC_REQUEST_TOKEN: 'job',
      ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: 'conn',
      ARM_OIDC_AZURE_SERVICE_CONNECTION_ID: 'conn',
    })
    expect(
      applyVariables(env, terraformVariables(identity, { kind: 'file', path: '/d/id-token' })).ARM_OIDC_TOKEN_FILE_PATH,
    ).toBe('/d/id-token')
    expect(Object.keys(applyVariables(env, terraformVariables(identity, { kind: 'own' }))).sort()).toEqual([
      'ARM_CLIENT_ID',
      'ARM_SUBSCRIPTION_ID',
      'ARM_TENANT_ID',
      'ARM_USE_OIDC',
    ])
  })

  it('AWS take out static keys and a profile, which would win over the token', () => {
    const env = {
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_SESSION_TOKEN: 'c',
      AWS_PROFILE: 'd',
      AWS_REGION: 'eu-west-1',
    }
    expect(applyVariables(env, awsVariables('arn:aws:iam::1:role/x', '/d/id-token', sessionName('42')))).toEqual({
      AWS_REGION: 'eu-west-1',
      AWS_ROLE_ARN: 'arn:aws:iam::1:role/x',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/d/id-token',
      AWS_ROLE_SESSION_NAME: 'mintwell-42',
    })
    expect(sessionName('a b/ü'.repeat(40))).toMatch(/^[\w+=,.@-]{2,64}$/)
  })
})
