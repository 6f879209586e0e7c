import { commandFiles, handedOn } from '@mintwell/azure-cli'
import { describe, expect, it } from 'vitest'
import { readAuthorization, readInput, readServiceEndpoint } from './service-endpoint.ts'
import { serviceAddress } from './token-service.ts'

const ID = '11111111-2222-3333-4444-555555555555'
const env = {
  [`ENDPOINT_URL_${ID}`]: 'https://management.azure.com/',
  [`ENDPOINT_AUTH_${ID}`]:
    '{"scheme":"WorkloadIdentityFederation","parameters":{"tenantId":"tenant","serviceprincipalid":"app","count":1}}',
  [`ENDPOINT_DATA_${ID}`]: '{"subscriptionId":"sub","environment":"AzureCloud","creationMode":null}',
  INPUT_INLINESCRIPT: ' echo\n',
}

describe('a service connection in the environment of an agent', () => {
  it('is read by the names of the service, with values of text alone', () => {
    expect(readServiceEndpoint(ID, env)).toEqual({
      id: ID,
      name: ID,
      type: 'azurerm',
      url: 'https://management.azure.com/',
      scheme: 'WorkloadIdentityFederation',
      parameters: { tenantId: 'tenant', serviceprincipalid: 'app' },
      data: { subscriptionId: 'sub', environment: 'AzureCloud' },
    })
  })

  it.each([
    ['no id', '', env],
    ['another id', 'x', env],
    ['no JSON', ID, { ...env, [`ENDPOINT_AUTH_${ID}`]: '{' }],
  ])('is none with %s', (_, id, environment) => {
    expect(readServiceEndpoint(id, environment)).toBeUndefined()
  })

  it('may have no data and no parameters', () => {
    const bare = { [`ENDPOINT_AUTH_${ID}`]: '{}', [`ENDPOINT_DATA_${ID}`]: 'null' }
    expect(readServiceEndpoint(ID, bare)).toMatchObject({ scheme: '', parameters: {}, data: {}, url: '' })
    expect(readAuthorization(ID, bare)).toEqual({ scheme: '', parameters: {} })
  })
})

describe('an input', () => {
  it('is read as the agent gives it, by any case of its name, and is empty when it is not set', () => {
    expect([readInput('inlineScript', env), readInput('cwd', env)]).toEqual([' echo\n', ''])
  })
})

describe('where ID tokens are asked for', () => {
  const job = {
    SYSTEM_COLLECTIONURI: 'https://dev.azure.com/o/',
    SYSTEM_TEAMPROJECTID: 'project',
    SYSTEM_HOSTTYPE: 'build',
    SYSTEM_PLANID: 'plan',
    SYSTEM_JOBID: 'job',
  }

  it('is what the agent says, and belongs to the collection of the system connection, whatever the variable says', () => {
    const told = {
      ...job,
      SYSTEM_OIDCREQUESTURI: 'https://dev.azure.com/o/x',
      ENDPOINT_URL_SYSTEMVSSCONNECTION: 'https://o.visualstudio.com/',
    }
    expect(serviceAddress(told)).toEqual({
      requestUri: 'https://dev.azure.com/o/x',
      collectionUri: 'https://o.visualstudio.com/',
    })
  })

  it('is made of the variables of the job where the agent does not say', () => {
    expect(serviceAddress(job)?.requestUri).toBe(
      'https://dev.azure.com/o/project/_apis/distributedtask/hubs/build/plans/plan/jobs/job/oidctoken',
    )
  })

  it('is nowhere outside a job', () => {
    expect(serviceAddress({ ...job, SYSTEM_JOBID: undefined })).toBeUndefined()
    expect(serviceAddress({})).toBeUndefined()
  })
})

describe('what MintwellSetup leaves', () => {
  it('is a command for shells and one for cmd.exe, which call the Node of the agent by its whole path', () => {
    const [posix, cmd] = commandFiles({ node: "/agent's/node", script: '/tasks/mintwell.mjs' })
    expect(posix).toEqual({
      name: 'mintwell',
      text: `#!/bin/sh\nexec '/agent'\\''s/node' '/tasks/mintwell.mjs' "$@"\n`,
    })
    expect(cmd).toEqual({ name: 'mintwell.cmd', text: `@"/agent's/node" "/tasks/mintwell.mjs" %*\r\n` })
  })

  it('are the ids of the connection under the names that AzureCLI gives them', () => {
    expect(handedOn({ id: ID, parameters: { servicePrincipalId: 'app', TenantID: 'tenant' } })).toEqual({
      AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: ID,
      AZURESUBSCRIPTION_CLIENT_ID: 'app',
      AZURESUBSCRIPTION_TENANT_ID: 'tenant',
    })
  })
})
