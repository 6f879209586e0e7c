import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root, runPipelineJson, temporaryDirectory } from '../mintwell.ts'

const SECRET = 'kept-in-the-vault'

/** A vault with one secret, behind the lab's gateway: a service of the user's own. */
const asked: (string | undefined)[] = []
const vault = createServer((request, response) => {
  asked.push(`${request.method} ${request.headers.host}${request.url}`)
  const authorized = request.headers.authorization?.startsWith('Bearer ey')
  response.writeHead(authorized ? 200 : 401, { 'content-type': 'application/json' })
  const name = /^\/secrets\/([^?]+)/.exec(request.url ?? '')?.[1]
  const list = { value: [{ id: 'https://kv.vault.azure.net/secrets/s1' }], nextLink: null }
  response.end(JSON.stringify(name ? { value: SECRET } : list))
})

describe('a task written with azure-pipelines-tasks-azure-arm-rest, as AzureKeyVault@2 is', () => {
  let made: Awaited<ReturnType<typeof runPipelineJson>>
  let report: Record<string, unknown>

  beforeAll(async () => {
    await new Promise<void>((resolve) => vault.listen(0, '127.0.0.1', resolve))
    const { port } = vault.address() as AddressInfo
    const directory = temporaryDirectory()
    const reportFile = join(directory, 'report.json')
    writeFileSync(
      join(directory, 'mintwell.yml'),
      `tasks:\n  ArmRestTask@1: ${join(root, 'test/clients/fixtures/arm-rest-task')}\nroutes:\n  kv.vault.azure.net: http://127.0.0.1:${port}\n`,
    )
    const pipeline = join(directory, 'azure-pipelines.yml')
    writeFileSync(
      pipeline,
      `steps:
- checkout: none
- task: ArmRestTask@1
  name: vault
  inputs:
    azureSubscription: vault-connection
    vault: kv
    report: $(reportFile)
- bash: |
    [ "$FROM_VAULT" = ${SECRET} ] && echo "the secret came: $FROM_VAULT"
  env:
    FROM_VAULT: $(s1)
`,
    )
    made = await runPipelineJson([pipeline, '--var', `reportFile=${reportFile}`])
    expect(made.code, made.stderr).toBe(0)
    report = JSON.parse(readFileSync(reportFile, 'utf8')) as Record<string, unknown>
  })
  afterAll(() => void vault.close())

  // parity: task-arm-rest (azure-pipelines-tasks-azure-arm-rest)
  it('has its tokens through MSAL and the agent’s proxy, of which its old proxy agent takes https for http on Node 16 and later', () => {
    expect(report).toMatchObject({
      proxy: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      audiences: ['https://management.azure.com/', 'https://vault.azure.net'],
      subscription: true,
      resources: [],
    })
    const [run] = made.document.runs
    expect(run?.exchanges.map(({ step, status }) => [step, status])).toEqual([
      ['vault', 200],
      ['vault', 200],
    ])
    expect(run?.receipts.map(({ source, verdict }) => [source, verdict])).toEqual([['oidc', 'fresh']])
  })

  it('reads the vault by its public name and hands its secret on, masked', () => {
    expect(asked).toEqual([
      'GET kv.vault.azure.net/secrets?maxresults=25&api-version=2016-10-01',
      'GET kv.vault.azure.net/secrets/s1?api-version=2016-10-01',
    ])
    expect(made.stderr).toContain('the secret came: ***')
    expect(made.stderr + made.stdout).not.toContain(SECRET)
  })
})
