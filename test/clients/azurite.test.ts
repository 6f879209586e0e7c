import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, temporaryDirectory } from '../mintwell.ts'
import { has } from './require-program.ts'
import { azuriteHost as host, withAzurite } from './with-azurite.ts'

/** Exchanges the ID token for a token of this resource, and sends a request with it to Azurite under its public name. */
const call = (resource: string, method: string, path: string) => `
  const env = process.env
  const { oidcToken } = await (await fetch(env.SYSTEM_OIDCREQUESTURI + '?api-version=7.1&serviceConnectionId=' + env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID,
    { method: 'POST', headers: { authorization: 'Bearer ' + env.SYSTEM_ACCESSTOKEN } })).json()
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: env.AZURESUBSCRIPTION_CLIENT_ID, scope: '${resource}/.default',
    client_assertion: oidcToken, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' })
  const { access_token } = await (await fetch('https://login.microsoftonline.com/' + env.AZURESUBSCRIPTION_TENANT_ID + '/oauth2/v2.0/token', { method: 'POST', body })).json()
  const answer = await fetch('https://${host}${path}', { method: '${method}', headers: { authorization: 'Bearer ' + access_token, 'x-ms-version': '2021-12-02' } })
  console.log(answer.status)`

describe('Azurite behind a public name', () => {
  // parity: entra-token-version, storage-token (Azurite 3.35)
  it('takes the storage tokens of the lab and refuses those of another audience', async () => {
    const statuses = await withAzurite(async (url) => {
      const ask = async (resource: string) => {
        const { stdout, stderr } = await mintwell([
          'lab',
          'exec',
          '--connection',
          'c',
          '--route',
          `${host}=${url}`,
          '--',
          process.execPath,
          '--input-type=module',
          '-e',
          call(resource, 'GET', '/?comp=list'),
        ])
        return stdout.trim() || stderr
      }
      return [await ask('https://storage.azure.com'), await ask('https://management.azure.com')]
    })
    expect(statuses).toEqual(['200', '403'])
  })
})

/** How terraform is told where its ID token comes from. */
const FORMS: Readonly<Record<string, string>> = {
  'Azure DevOps': 'export ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID="$AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"',
  'a request URL and token':
    'export ARM_OIDC_REQUEST_URL="$SYSTEM_OIDCREQUESTURI" ARM_OIDC_REQUEST_TOKEN="$SYSTEM_ACCESSTOKEN" ARM_OIDC_AZURE_SERVICE_CONNECTION_ID="$AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"',
  'a static token': 'export ARM_OIDC_TOKEN="$(token)"; unset SYSTEM_OIDCREQUESTURI SYSTEM_ACCESSTOKEN',
  'a token file':
    'token >token; export ARM_OIDC_TOKEN_FILE_PATH="$PWD/token"; unset SYSTEM_OIDCREQUESTURI SYSTEM_ACCESSTOKEN',
}

const TOKEN_PROGRAM = `const env = process.env
  const answer = await fetch(env.SYSTEM_OIDCREQUESTURI + "?api-version=7.1&serviceConnectionId=" + env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID,
    { method: "POST", headers: { authorization: "Bearer " + env.SYSTEM_ACCESSTOKEN } })
  process.stdout.write((await answer.json()).oidcToken)`

/** Runs init and apply of a configuration with its state in Azurite, in the lab. */
async function apply(form: string, settings: string, resource = 'input = "x"') {
  const directory = temporaryDirectory()
  const backend =
    'storage_account_name = "devstoreaccount1"\n container_name = "state"\n key = "t"\n use_azuread_auth = true\n use_oidc = true'
  writeFileSync(join(directory, 'mintwell.yml'), settings)
  writeFileSync(
    join(directory, 'main.tf'),
    `terraform {\n backend "azurerm" {\n ${backend}\n }\n}\nresource "terraform_data" "a" {\n ${resource}\n}\n`,
  )
  const createContainer = call('https://storage.azure.com', 'PUT', '/state?restype=container').replaceAll("'", '"')
  const script = `cd ${directory}
    token() { "$NODE" --input-type=module -e '${TOKEN_PROGRAM}'; }
    export ARM_CLIENT_ID=$AZURESUBSCRIPTION_CLIENT_ID ARM_TENANT_ID=$AZURESUBSCRIPTION_TENANT_ID ARM_SUBSCRIPTION_ID=$AZURESUBSCRIPTION_SUBSCRIPTION_ID
    "$NODE" --input-type=module -e '${createContainer}'
    ${FORMS[form]}
    terraform init -no-color
    terraform apply -no-color -auto-approve`
  return withAzurite((url) =>
    mintwell(['lab', 'exec', '--connection', 'c', '--route', `${host}=${url}`, '--', 'bash', '-euc', script], {
      cwd: directory,
      env: { NODE: process.execPath, CHECKPOINT_DISABLE: '1' },
    }),
  )
}

/** Tokens that die within the apply, and no tolerance: the well-known failure in seconds instead of an hour. */
const SHORT_LIVES = 'issuer: ado\nidTokenLifetime: 8s\naccessTokenLifetime: 6s\nclockSkew: 0s\n'
const SLOW_RESOURCE = 'provisioner "local-exec" {\n command = "sleep 12"\n }'

const terraform = has('terraform')
describe.skipIf(!terraform)(
  `Terraform’s azurerm backend${terraform ? '' : ' (skipped: terraform not installed)'}`,
  () => {
    // parity: ado-oidctoken, storage-token (terraform)
    it.each(Object.keys(FORMS))('keeps its state in Azurite with %s', async (form) => {
      const { code, stderr } = await apply(form, '')
      expect(code, stderr).toBe(0)
    })

    // parity: entra-700024, fault-terraform-dies (terraform)
    it('fails with AADSTS700024 when a static ID token dies during the apply', async () => {
      const { code, stdout, stderr } = await apply('a static token', SHORT_LIVES, SLOW_RESOURCE)
      expect(code).not.toBe(0)
      expect(stdout + stderr).toContain('AADSTS700024')
    })

    it('passes the same apply in the form of Azure DevOps, because it asks anew', async () => {
      const { code, stderr } = await apply('Azure DevOps', SHORT_LIVES, SLOW_RESOURCE)
      expect(code, stderr).toBe(0)
    })
  },
)
