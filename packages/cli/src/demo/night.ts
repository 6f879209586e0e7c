/** How the night's pipeline takes and uses its token. */
export type Way = 'as reported' | 'the drop-in task' | 'mintwell exec'

/** The exchange is Node's own `fetch`, so that the demo needs bash and Node and nothing else. */
const EXCHANGE = `
    cat > exchange.mjs <<'END'
    const { ASSERTION, idToken, CLIENT, TENANT } = process.env
    const body = new URLSearchParams({
      grant_type: 'client_credentials', client_id: CLIENT, client_assertion: ASSERTION ?? idToken, scope: 'https://graph.microsoft.com/.default',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' })
    const answer = await fetch('https://login.microsoftonline.com/' + TENANT + '/oauth2/v2.0/token', { method: 'POST', body })
    const { error_description } = await answer.json()
    if (!answer.ok) console.log('##vso[task.logissue type=error]' + error_description)
    process.exit(answer.ok ? 0 : 1)
    END`

const take = (task: string) => `
- task: ${task}
  name: login
  displayName: Take the ID token
  inputs:
    azureSubscription: demo-connection
    addSpnToEnvironment: true
    scriptType: bash
    scriptLocation: inlineScript
    inlineScript: |
      echo "##vso[task.setvariable variable=OIDC_TOKEN;issecret=true]$idToken"
      echo "##vso[task.setvariable variable=CLIENT_ID]$servicePrincipalId"
      echo "##vso[task.setvariable variable=TENANT_ID]$tenantId"`

const work = `
- bash: sleep 640
  displayName: Eleven minutes of work`

const use = `
- bash: |${EXCHANGE}
    "$DEMO_NODE" exchange.mjs
  displayName: Exchange it for an access token
  name: exchange
  env:
    ASSERTION: $(OIDC_TOKEN)
    CLIENT: $(CLIENT_ID)
    TENANT: $(TENANT_ID)`

/** Taken by `exec` in the step that uses it, after the work. */
const useWithExec = `
- bash: |${EXCHANGE}
    "$DEMO_NODE" "$DEMO_MINTWELL" exec --connection demo-connection -- "$DEMO_NODE" exchange.mjs
  displayName: Exchange it for an access token
  name: exchange
  env:
    SYSTEM_ACCESSTOKEN: $(System.AccessToken)
    CLIENT: $(CLIENT_ID)
    TENANT: $(TENANT_ID)`

/** The night of the report as a pipeline: a token is taken, eleven minutes of work follow, and only then is it traded for an access token. */
export function nightOf(way: Way): string {
  const steps = {
    'as reported': [take('AzureCLI@2'), work, use],
    'the drop-in task': [take('MintwellAzureCLI@1'), work, use],
    'mintwell exec': [take('AzureCLI@2'), work, useWithExec],
  }[way]
  return `steps:\n- checkout: none${steps.join('')}\n`
}
