// Asks for tokens with every credential of @azure/identity that a pipeline uses, and prints what each got. Run inside `mintwell lab exec --connection`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  AzurePipelinesCredential,
  ClientAssertionCredential,
  ClientSecretCredential,
  DefaultAzureCredential,
  WorkloadIdentityCredential,
} from '@azure/identity'

const env = process.env
const tenant = env.AZURESUBSCRIPTION_TENANT_ID
const client = env.AZURESUBSCRIPTION_CLIENT_ID
const connection = env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID

async function idToken() {
  const answer = await fetch(`${env.SYSTEM_OIDCREQUESTURI}?api-version=7.1&serviceConnectionId=${connection}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env.SYSTEM_ACCESSTOKEN}` },
  })
  return (await answer.json()).oidcToken
}

const file = join(env.AGENT_TEMPDIRECTORY, 'assertion')
writeFileSync(file, await idToken(), { mode: 0o600 })
Object.assign(process.env, { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_FEDERATED_TOKEN_FILE: file })

const credentials = {
  AzurePipelinesCredential: () => new AzurePipelinesCredential(tenant, client, connection, env.SYSTEM_ACCESSTOKEN),
  WorkloadIdentityCredential: () => new WorkloadIdentityCredential(),
  ClientAssertionCredential: () => new ClientAssertionCredential(tenant, client, idToken),
  DefaultAzureCredential: () => new DefaultAzureCredential(),
  'ClientSecretCredential with a wrong secret': () => new ClientSecretCredential(tenant, client, 'not-the-secret'),
}

const results = {}
for (const [name, make] of Object.entries(credentials)) {
  try {
    const { token, expiresOnTimestamp } = await make().getToken('https://management.azure.com/.default')
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())
    results[name] = {
      audience: claims.aud,
      appid: claims.appid === client,
      minutes: Math.round((expiresOnTimestamp - Date.now()) / 60_000),
    }
  } catch (error) {
    results[name] = { error: /AADSTS\d+/.exec(String(error))?.[0] ?? String(error).split('\n')[0] }
  }
}
console.log(JSON.stringify(results))
