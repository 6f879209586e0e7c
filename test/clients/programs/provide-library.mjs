// What a user's own program does with the library: three lines for @azure/identity, and a TokenCredential for any SDK.
import { ClientAssertionCredential } from '@azure/identity'
import { azurePipelines, createHttp, entraCredential, keepFresh } from '@mintwell/client'
import { sleepMinutes } from './lab-sleep.mjs'

const { AZURESUBSCRIPTION_TENANT_ID: tenantId, AZURESUBSCRIPTION_CLIENT_ID: clientId } = process.env

const tokens = keepFresh(azurePipelines(process.env))
const byAssertion = new ClientAssertionCredential(tenantId, clientId, tokens.assertion)
const own = entraCredential(tokens, { tenantId, clientId, http: createHttp({ env: process.env }) })

for (let call = 1; call <= Number(process.argv[2]); call++) {
  if (call > 1) await sleepMinutes(7)
  for (const [name, credential] of Object.entries({ ClientAssertionCredential: byAssertion, entraCredential: own })) {
    try {
      const { token, expiresOnTimestamp } = await credential.getToken(`https://vault-${call}.azure.net/.default`)
      console.log(`${name} ${token && expiresOnTimestamp > Date.now() ? 'ok' : 'nothing'}`)
    } catch (error) {
      console.log(`${name} ${/AADSTS\d+/.exec(error.message)?.[0] ?? error.message}`)
    }
  }
}
