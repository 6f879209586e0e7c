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
  // MSAL has a network client of its own; the lab's proxy reaches it through fetch.
  system: {
    networkClient: {
      sendGetRequestAsync: (url, options) => send('GET', url, options),
      sendPostRequestAsync: (url, options) => send('POST', url, options),
    },
  },
})

async function send(method, url, options) {
  const answer = await fetch(url, { method, headers: options?.headers, body: options?.body })
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.json() }
}

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
