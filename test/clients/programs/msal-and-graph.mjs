// The exchange with @azure/msal-node, then Graph with Microsoft's client, and Node's own fetch. Run inside `mintwell lab exec --connection`.
import { ConfidentialClientApplication } from '@azure/msal-node'
import { Client } from '@microsoft/microsoft-graph-client'

const env = process.env
const connection = env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID

async function idToken() {
  const answer = await fetch(`${env.SYSTEM_OIDCREQUESTURI}?api-version=7.1&serviceConnectionId=${connection}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env.SYSTEM_ACCESSTOKEN}` },
  })
  return (await answer.json()).oidcToken
}

const app = new ConfidentialClientApplication({
  auth: {
    clientId: env.AZURESUBSCRIPTION_CLIENT_ID,
    authority: `https://login.microsoftonline.com/${env.AZURESUBSCRIPTION_TENANT_ID}`,
    clientAssertion: idToken,
  },
})

const result = await app.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] })
const graph = Client.init({ authProvider: (done) => done(null, result.accessToken) })
const applications = await graph.api('/applications').filter(`appId eq '${env.AZURESUBSCRIPTION_CLIENT_ID}'`).get()
const credentials = await graph.api(`/applications/${applications.value[0].id}/federatedIdentityCredentials`).get()
console.log(
  JSON.stringify({
    type: result.tokenType,
    applications: applications.value.length,
    audiences: credentials.value[0].audiences,
  }),
)
