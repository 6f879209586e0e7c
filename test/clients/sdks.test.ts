import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, root } from '../mintwell.ts'
import { describeWith } from './require-program.ts'

const program = (name: string) => join(root, 'test/clients/programs', name)

async function inLab(command: readonly string[], options: readonly string[] = []): Promise<unknown> {
  const { code, stdout, stderr } = await mintwell([
    'lab',
    'exec',
    '--connection',
    'sdk-connection',
    ...options,
    '--',
    ...command,
  ])
  expect(code, stderr + stdout).toBe(0)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

describe('the SDKs in the lab, by the public names', () => {
  // parity: ado-oidctoken, entra-exchange, entra-secret (@azure/identity 4.13.1)
  it('every credential of @azure/identity for pipelines gets a token, and a wrong secret AADSTS7000215', async () => {
    const results = await inLab([process.execPath, program('azure-identity.mjs')])
    const good = { audience: 'https://management.azure.com', appid: true, minutes: expect.any(Number) as number }
    expect(results).toEqual({
      AzurePipelinesCredential: good,
      WorkloadIdentityCredential: good,
      ClientAssertionCredential: good,
      DefaultAzureCredential: good,
      'ClientSecretCredential with a wrong secret': { error: 'AADSTS7000215' },
    })
  })

  // parity: entra-exchange, graph-credentials, graph-applications (@azure/msal-node 7.2.1, the Graph client 3.0.7)
  it('@azure/msal-node exchanges, and the Graph client reads the application and its federated credential', async () => {
    const result = await inLab([process.execPath, program('msal-and-graph.mjs')])
    expect(result).toEqual({ type: 'Bearer', applications: 1, audiences: ['api://AzureADTokenExchange'] })
  })

  // parity: ado-location, ado-oidctoken, ado-id-token-entra (azure-devops-node-api 14.0.2)
  it('azure-devops-node-api finds the location of the endpoint and gets the ID token of the connection', async () => {
    const result = (await inLab([process.execPath, program('devops-api.mjs')])) as Record<string, string>
    expect(result.issuer).toMatch(/^https:\/\/login\.microsoftonline\.com\/[0-9a-f-]{36}\/v2\.0$/)
    expect(result.subject).toMatch(/^\/eid1\/c\/pub\/t\//)
    expect(result.audience).toBe('fb60f99c-7a34-4190-8149-302f77469936')
  })
})

describeWith(['curl', 'python3'], 'plain programs in the lab', () => {
  // parity: entra-discovery (curl, Python)
  it('curl and Python reach discovery under its public name and trust the authority', async () => {
    const url = 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration'
    const python = `import json, urllib.request; print(json.load(urllib.request.urlopen('${url}'))['jwks_uri'])`
    const { code, stdout, stderr } = await mintwell([
      'lab',
      'exec',
      '--',
      'bash',
      '-euc',
      `curl -sSf ${url} | head -c 1; echo; python3 -c "${python}"`,
    ])
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^\{\nhttps:\/\/login\.microsoftonline\.com\//)
  })
})
