// Long-lived credentials of @azure/identity under `mintwell exec`: each asks for a token of a new resource every seven minutes, so that each time an assertion is needed.
import { AzurePipelinesCredential, DefaultAzureCredential, WorkloadIdentityCredential } from '@azure/identity'
import { sleepMinutes } from './lab-sleep.mjs'

const { AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID, SYSTEM_ACCESSTOKEN } = process.env
const credentials = {
  AzurePipelinesCredential: new AzurePipelinesCredential(
    AZURE_TENANT_ID,
    AZURE_CLIENT_ID,
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID,
    SYSTEM_ACCESSTOKEN,
  ),
  WorkloadIdentityCredential: new WorkloadIdentityCredential(),
  DefaultAzureCredential: new DefaultAzureCredential(),
}

for (let call = 1; call <= Number(process.argv[2]); call++) {
  if (call > 1) await sleepMinutes(7)
  for (const [name, credential] of Object.entries(credentials)) {
    try {
      const { token } = await credential.getToken(`https://vault-${call}.azure.net/.default`)
      console.log(`${name} ${token ? 'ok' : 'nothing'}`)
    } catch (error) {
      console.log(`${name} ${/AADSTS\d+/.exec(error.message)?.[0] ?? error.message}`)
    }
  }
}
