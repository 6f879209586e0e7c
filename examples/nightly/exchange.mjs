// Trades an ID token for an access token at Entra: the client credentials flow with a client assertion (RFC 7523).
const { ASSERTION, CLIENT_ID, TENANT_ID } = process.env

const answer = await fetch(`https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/token`, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: CLIENT_ID,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: ASSERTION,
    scope: 'https://graph.microsoft.com/.default',
  }),
})
const body = await answer.json()
if (answer.ok) {
  console.log(`exchanged: an access token for ${body.expires_in} s`)
} else {
  console.log(`##vso[task.logissue type=error]${body.error_description}`)
  process.exitCode = 1
}
