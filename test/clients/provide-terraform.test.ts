import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mintwell, mintwellBin, temporaryDirectory } from '../mintwell.ts'
import { describeWith } from './require-program.ts'
import { azuriteHost, withAzurite } from './with-azurite.ts'

/** Tokens that die several times within the apply, and no tolerance: an hour's trouble in seconds, on the real clock, because Go asks no other. */
const SETTINGS = 'issuer: ado\nidTokenLifetime: 10s\naccessTokenLifetime: 6s\nclockSkew: 0s\n'
const CONFIGURATION = `terraform {
  backend "azurerm" {
    storage_account_name = "devstoreaccount1"
    container_name = "state"
    key = "t"
    use_azuread_auth = true
  }
}
resource "terraform_data" "a" {
  provisioner "local-exec" {
    command = "sleep 24"
  }
}
`
/** Makes the container in which the state is kept, with a token of the endpoint that exec gives. */
const CONTAINER = `
  const env = process.env
  const { oidcToken } = await (await fetch(env.SYSTEM_OIDCREQUESTURI + '?api-version=7.1&serviceConnectionId=' + env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID,
    { method: 'POST', headers: { authorization: 'Bearer ' + env.SYSTEM_ACCESSTOKEN } })).json()
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: env.ARM_CLIENT_ID, scope: 'https://storage.azure.com/.default',
    client_assertion: oidcToken, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' })
  const { access_token } = await (await fetch('https://login.microsoftonline.com/' + env.ARM_TENANT_ID + '/oauth2/v2.0/token', { method: 'POST', body })).json()
  const answer = await fetch('https://${azuriteHost}/state?restype=container', { method: 'PUT', headers: { authorization: 'Bearer ' + access_token, 'x-ms-version': '2021-12-02' } })
  if (answer.status !== 201) throw new Error('the container: ' + answer.status)`

describeWith(['terraform'], 'Terraform under exec', () => {
  it('keeps its state in Azurite through an apply in which its ID token would have died twice', async () => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'mintwell.yml'), SETTINGS)
    writeFileSync(join(directory, 'main.tf'), CONFIGURATION)
    const script =
      '"$NODE" --input-type=module -e "$CONTAINER" && terraform init -no-color && terraform apply -no-color -auto-approve'
    const { code, stdout, stderr } = await withAzurite((url) =>
      mintwell(
        [
          'lab',
          'exec',
          '--connection',
          'c',
          '--route',
          `${azuriteHost}=${url}`,
          '--',
          process.execPath,
          mintwellBin,
          'exec',
          '--terraform',
          '--',
          'bash',
          '-euc',
          script,
        ],
        { cwd: directory, env: { NODE: process.execPath, CONTAINER, CHECKPOINT_DISABLE: '1' } },
      ),
    )
    expect(code, stdout + stderr).toBe(0)
    expect(stdout).toContain('Apply complete! Resources: 1 added')
    expect((stderr.match(/ID token refreshed, fresh/g) ?? []).length).toBeGreaterThanOrEqual(3)
  }, 120_000)
})
