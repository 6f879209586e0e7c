import { nodeFiles, type SurfaceDirectory } from '@mintwell/client'
import { describe, expect, it } from 'vitest'
import type { ServiceEndpoint } from '../task-host.ts'
import type { FreshTaskHost } from './fresh-host.ts'
import type { FreshInputs } from './fresh-inputs.ts'
import { surfaceVariables, withVariables } from './surface-variables.ts'

const connection: ServiceEndpoint = {
  id: 'the-id',
  name: 'conn',
  type: 'azurerm',
  url: '',
  scheme: 'WorkloadIdentityFederation',
  parameters: { serviceprincipalid: 'app', tenantid: 'tenant' },
  data: { subscriptionid: 'sub' },
}
const endpoint = {
  url: 'https://127.0.0.1:1/secret/oidctoken',
  authorityPem: 'AUTHORITY',
  accessToken: 'for the endpoint',
  close: () => {},
}

/** The environment of a script, where the step has `environment` and the surfaces these parts. */
function given(
  environment: Readonly<Record<string, string>>,
  more: { data?: object; endpoint?: typeof endpoint; fresh?: Partial<FreshInputs> } = {},
) {
  const written: Record<string, string> = {}
  const directory: SurfaceDirectory = {
    path: '/step',
    write(name, text) {
      written[name] = text
      return `/step/${name}`
    },
    remove: () => {},
  }
  const host = {
    environment,
    handover: { run: '7', stage: null, job: null, attempt: 1, step: null },
    privateFiles: { ...nodeFiles, read: () => 'ROOTS' },
    ownRoots: () => 'ROOTS',
  } as unknown as FreshTaskHost
  const fresh = (more.fresh ?? {}) as FreshInputs
  const parts = {
    host,
    fresh,
    directory,
    endpoint: more.endpoint,
    connection: { ...connection, data: { ...connection.data, ...more.data } },
  }
  const { variables, names } = surfaceVariables(parts)
  return { names, written, env: withVariables(environment, ...variables) }
}

describe('the surfaces of a step', () => {
  it('are a file for the Azure SDKs, with who one is and where Entra is', () => {
    const { env, names } = given({ PATH: '/bin' })
    expect(env).toEqual({
      PATH: '/bin',
      MINTWELL_ID_TOKEN_FILE: '/step/id-token',
      AZURE_CLIENT_ID: 'app',
      AZURE_TENANT_ID: 'tenant',
      AZURE_FEDERATED_TOKEN_FILE: '/step/id-token',
      AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.com/',
    })
    expect(names).toEqual(['MINTWELL_ID_TOKEN_FILE', 'AZURE_FEDERATED_TOKEN_FILE'])
  })

  it.each([
    [{ environment: 'AzureUSGovernment' }, 'https://login.microsoftonline.us/'],
    [{ environment: 'AzureChinaCloud' }, 'https://login.chinacloudapi.cn/'],
    [{ environment: 'AzureStack', activedirectoryauthority: 'https://login.local' }, 'https://login.local/'],
  ])('lead to the Entra of the cloud of the connection: %j', (data, authority) => {
    expect(given({}, { data }).env.AZURE_AUTHORITY_HOST).toBe(authority)
  })

  it.each(['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_FEDERATED_TOKEN_FILE', 'AZURE_USERNAME'])(
    'leave the SDKs of the script alone where the user has said who they are: %s',
    (name) => {
      const { env, names } = given({ [name]: 'mine' })
      expect(Object.keys(env).filter((key) => key.startsWith('AZURE_'))).toEqual([name])
      expect([env[name], names]).toEqual(['mine', ['MINTWELL_ID_TOKEN_FILE']])
    },
  )

  it('are the endpoint, and trust in it beside what was trusted, without the proxy', () => {
    const { env, written } = given({ HTTPS_PROXY: 'http://proxy', NO_PROXY: 'intra' }, { endpoint })
    expect(env.SYSTEM_OIDCREQUESTURI).toBe(endpoint.url)
    expect(env.NO_PROXY).toBe('intra,localhost,127.0.0.1')
    for (const name of ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'])
      expect(written[(env[name] ?? '').replace('/step/', '')]).toContain('AUTHORITY')
  })

  it('give Terraform the way to ask, and no job token, where the user has switched OIDC on and not said more', () => {
    const { env } = given({ ARM_USE_OIDC: 'true', ARM_TENANT_ID: 'mine' }, { endpoint })
    expect(env).toMatchObject({
      ARM_CLIENT_ID: 'app',
      ARM_TENANT_ID: 'mine',
      ARM_SUBSCRIPTION_ID: 'sub',
      ARM_OIDC_REQUEST_URL: endpoint.url,
      ARM_OIDC_REQUEST_TOKEN: 'for the endpoint',
      ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: 'the-id',
    })
    expect(Object.keys(given({}, { endpoint }).env).filter((name) => name.startsWith('ARM_'))).toEqual([])
  })

  it('are what the AWS SDKs read, where a role is asked for', () => {
    const { env } = given(
      { AWS_ACCESS_KEY_ID: 'static' },
      { fresh: { awsRoleArn: 'arn:aws:iam::123456789012:role/r' } },
    )
    expect(env).toMatchObject({
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/r',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/step/id-token',
      AWS_ROLE_SESSION_NAME: 'mintwell-7',
    })
    expect(env.AWS_ACCESS_KEY_ID).toBeUndefined()
  })
})
