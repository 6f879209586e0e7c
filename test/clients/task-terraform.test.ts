import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, runPipelineJson, temporaryDirectory } from '../mintwell.ts'
import { describeWith } from './require-program.ts'
import { azuriteHost, withAzurite } from './with-azurite.ts'

/** Makes the container for the state, with a token of the same connection. */
const CREATE_CONTAINER = `
        const body = new URLSearchParams({ grant_type: "client_credentials", client_id: process.env.servicePrincipalId, scope: "https://storage.azure.com/.default",
          client_assertion: process.env.idToken, client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" })
        const token = await (await fetch("https://login.microsoftonline.com/" + process.env.tenantId + "/oauth2/v2.0/token", { method: "POST", body })).json()
        const headers = { authorization: "Bearer " + token.access_token, "x-ms-version": "2021-12-02" }
        const made = await fetch("https://${azuriteHost}/state?restype=container", { method: "PUT", headers })
        if (made.status !== 201) process.exit(1)`

const pipeline = (extra: string) => `
steps:
- checkout: none
- task: AzureCLI@2
  name: container
  inputs:
    azureSubscription: infrastructure
    scriptType: bash
    scriptLocation: inlineScript
    addSpnToEnvironment: true
    inlineScript: |
      "$(node)" --input-type=module -e '${CREATE_CONTAINER}'
- bash: |
    printf '%s\\n' 'terraform {' ' backend "azurerm" {}' '}' 'resource "terraform_data" "a" {' ' input = "x"' '}' >main.tf
- task: TerraformLike@5
  name: init
  inputs:
    backendService: infrastructure
    storageAccount: devstoreaccount1
    container: state
${extra}
- task: TerraformLike@5
  name: apply
  inputs:
    command: apply
    providerService: infrastructure
${extra}
`

async function run(extra: string) {
  const directory = temporaryDirectory()
  const file = join(directory, 'azure-pipelines.yml')
  writeFileSync(file, pipeline(extra))
  const folder = join(root, 'test/clients/fixtures/terraform-like-task')
  return withAzurite((url) => {
    writeFileSync(
      join(directory, 'mintwell.yml'),
      `tasks:\n  TerraformLike@5: ${folder}\nroutes:\n  ${azuriteHost}: ${url}\n`,
    )
    return runPipelineJson([file, '--var', `node=${process.execPath}`])
  })
}

describeWith(['terraform'], 'a task that acts as TerraformTask@5 does, with its state in Azurite', () => {
  // parity: task-terraform (terraform 1.11.4)
  it('lets terraform ask for its own tokens, by the connection that its inputs name', async () => {
    const { code, document, stderr } = await run('')
    expect(code, stderr).toBe(0)
    const [made] = document.runs
    expect(made?.stages[0]?.jobs[0]?.steps.map(({ id, result }) => `${id} ${result}`)).toEqual(
      expect.arrayContaining(['init succeeded', 'apply succeeded']),
    )
    expect(stderr).toContain('Apply complete! Resources: 1 added')
    for (const step of ['init', 'apply']) {
      expect(made?.receipts.filter((receipt) => receipt.step === step).map(({ verdict }) => verdict)).toContain('fresh')
      expect(made?.exchanges.filter((exchange) => exchange.step === step).map(({ status }) => status)).toContain(200)
    }
  })

  it('hands on a token of its own making, which is masked', async () => {
    const { code, document, stderr } = await run('    generateToken: true')
    expect(code, stderr).toBe(0)
    const receipts = document.runs[0]?.receipts.filter(({ step }) => step === 'init' || step === 'apply')
    expect(receipts?.map(({ step, verdict }) => [step, verdict])).toEqual([
      ['init', 'fresh'],
      ['apply', 'fresh'],
    ])
    expect(stderr).not.toMatch(/eyJ[\w-]+\.eyJ/)
  })
})
