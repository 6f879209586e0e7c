import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mintwellBin, runPipelineJson, temporaryDirectory } from '../mintwell.ts'

/** The command, as a script of a step calls it. */
export const command = `'${process.execPath}' '${mintwellBin}'`

/** The variables that the three kinds of calls of the tests need, and the calls: trade an assertion at Entra, ask an endpoint for one. Each prints what the service said. */
export const calls = `
entra() { curl -sS -o /dev/null -w 'entra %{http_code}\\n' "https://login.microsoftonline.com/$AZURE_TENANT_ID/oauth2/v2.0/token" \\
  -d grant_type=client_credentials -d "client_id=$AZURE_CLIENT_ID" -d scope=https://vault.azure.net/.default \\
  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer --data-urlencode "client_assertion@$1"; }
ask() { curl -sS -X POST -H "Authorization: Bearer $SYSTEM_ACCESSTOKEN" -H 'Content-Length: 0' \\
  "$SYSTEM_OIDCREQUESTURI?api-version=7.1&serviceConnectionId=$AZURESUBSCRIPTION_SERVICE_CONNECTION_ID" | sed -e 's/.*"oidcToken":"//' -e 's/".*//'; }
aws() { curl -sS -o /dev/null -w 'aws %{http_code}\\n' https://sts.eu-west-1.amazonaws.com/ -d Action=AssumeRoleWithWebIdentity -d Version=2011-06-15 \\
  -d "RoleArn=$AWS_ROLE_ARN" -d "RoleSessionName=$AWS_ROLE_SESSION_NAME" --data-urlencode "WebIdentityToken@$AWS_WEB_IDENTITY_TOKEN_FILE"; }
`

/** `bash -c` with a script, quoted for the shell that calls it. */
export const inBash = (script: string) => `bash -c '${script.replaceAll("'", `'\\''`)}'`

const indent = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n')

/** Runs one bash step in the lab, with the job token mapped and no time limit, in a stage that refers to the connection `conn`. */
export async function runStep(script: string, ...args: readonly string[]) {
  const file = join(temporaryDirectory(), 'azure-pipelines.yml')
  writeFileSync(
    file,
    `jobs:
- job: Job
  timeoutInMinutes: 0
  steps:
  - checkout: none
  - task: AzureCLI@2
    displayName: Refer to the connection
    condition: false
    inputs: { azureSubscription: conn, scriptType: bash, scriptLocation: inlineScript, inlineScript: ":" }
  - bash: |
${indent(script)}
    name: step
    env:
      SYSTEM_ACCESSTOKEN: $(System.AccessToken)
`,
  )
  const { document, stderr } = await runPipelineJson([file, ...args])
  const runs = document.runs.map((run) => {
    const step = run.stages.flatMap(({ jobs }) => jobs.flatMap((job) => job.steps)).find(({ name }) => name === 'step')
    if (!step) throw new Error(`the step is not in the document:\n${stderr}`)
    return { run, step, tokens: run.receipts, exchanges: run.exchanges }
  })
  const [first] = runs
  if (!first) throw new Error(`there was no run:\n${stderr}`)
  return { ...first, runs, log: stderr }
}

/** How often a line stands in a log. */
export function count(log: string, line: string | RegExp): number {
  return log.split('\n').filter((each) => (typeof line === 'string' ? each === line : line.test(each))).length
}
