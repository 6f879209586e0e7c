import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runPipelineJson, temporaryDirectory } from '../mintwell.ts'

function pipelineOf(inlineScript: string, more: object = {}, inputs: object = {}): string {
  const file = join(temporaryDirectory(), 'azure-pipelines.yml')
  const step = {
    task: 'MintwellAzureCLI@1',
    inputs: {
      azureSubscription: 'conn',
      scriptType: 'bash',
      scriptLocation: 'inlineScript',
      addSpnToEnvironment: true,
      inlineScript,
      ...inputs,
    },
    env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' },
    ...more,
  }
  writeFileSync(file, JSON.stringify({ jobs: [{ job: 'Job', timeoutInMinutes: 300, steps: [step] }] }))
  return file
}

/** Trades the token on standard input at Entra, and shows the status of the answer. */
const TRADE = `trade() {
  curl -sS -o /dev/null -w "$1 %{http_code}\\n" -d grant_type=client_credentials -d client_id="$servicePrincipalId" \\
    -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \\
    --data-urlencode client_assertion@- -d scope=https://graph.microsoft.com/.default \\
    "https://login.microsoftonline.com/$tenantId/oauth2/v2.0/token"
}
ask() {
  curl -sS -X POST -H "Authorization: Bearer $SYSTEM_ACCESSTOKEN" -H 'content-length: 0' \\
    "$SYSTEM_OIDCREQUESTURI?api-version=7.1&serviceConnectionId=$AZURESUBSCRIPTION_SERVICE_CONNECTION_ID" | sed 's/.*"oidcToken":"\\([^"]*\\)".*/\\1/'
}
`
const START = ['--start', '2026-04-20T01:00:00Z']

describe('in a step of three hours with ID tokens of ten minutes', () => {
  it('file and endpoint are fresh whenever the script looks, and the variable is what it was', async () => {
    const script = `${TRADE}
first=$idToken
for n in 0 1 2 3 4 5 6; do
  [ $n = 0 ] || sleep 1560
  trade file <"$AZURE_FEDERATED_TOKEN_FILE"
  ask | trade endpoint
done
[ "$idToken" = "$first" ] && printf %s "$idToken" | trade variable`
    const { code, document, stderr } = await runPipelineJson([pipelineOf(script), '--issuer', 'ado', ...START])
    expect(code, stderr).toBe(0)
    expect(stderr.match(/^file 200$/gm)).toHaveLength(7)
    expect(stderr.match(/^endpoint 200$/gm)).toHaveLength(7)
    // What no one can refresh: the reason for the file, the endpoint and the budget.
    expect(stderr).toMatch(/^variable 401$/m)
    expect(document.runs[0]?.receipts.every(({ verdict }) => verdict === 'fresh')).toBe(true)
  }, 60_000)

  it('nothing is renewed with refresh: false, and the endpoint is the service’s own', async () => {
    const script = `${TRADE}\necho "$SYSTEM_OIDCREQUESTURI" | cut -c1-18\nsleep 1200\ntrade file <"$AZURE_FEDERATED_TOKEN_FILE"\nask | trade service`
    const { stderr } = await runPipelineJson([pipelineOf(script, {}, { refresh: false }), '--issuer', 'ado', ...START])
    expect(stderr).toMatch(/^https:\/\/localhost/m)
    expect(stderr).toMatch(/^file 401$/m)
    expect(stderr).toMatch(/^service 200$/m)
  })
})

describe('a step that cannot have a token that lasts', () => {
  const near = ['--at', '2026-04-20T01:10:00Z', '--at', '2026-04-21T01:05:30Z', '--fault', 'echo']

  it('is ended by its own timeout while it waits', async () => {
    const { code, document } = await runPipelineJson([pipelineOf('echo never', { timeoutInMinutes: 2 }), ...near])
    expect(code).toBe(1)
    const step = document.runs[1]?.stages[0]?.jobs[0]?.steps[0]
    expect(step?.issues.at(-1)?.message).toBe('The task has timed out.')
  })

  it('continues with a warning where onBreach says so', async () => {
    const { code, document, stderr } = await runPipelineJson([
      pipelineOf('echo "went on"', {}, { onBreach: 'warn' }),
      ...near,
    ])
    expect(code).toBe(0)
    expect(stderr.match(/^went on$/gm)).toHaveLength(2)
    expect(document.runs[1]?.stages[0]?.jobs[0]?.steps[0]?.issues[0]?.message).toContain(
      'It is used anyway, because of onBreach: warn',
    )
  })

  it('says so at once where no token of the issuer can last as long as the budget', async () => {
    const { code, document } = await runPipelineJson([
      pipelineOf('echo never', {}, { budget: '30m' }),
      '--issuer',
      'ado',
      ...START,
    ])
    expect(code).toBe(1)
    const message = document.runs[0]?.stages[0]?.jobs[0]?.steps[0]?.issues.at(-1)?.message
    expect(message).toContain('longer than 10 min')
    expect(message).toContain('AZURE_FEDERATED_TOKEN_FILE')
  })
})

describe('a service that is at fault', () => {
  it('is asked again while there is time', async () => {
    const { code, stderr } = await runPipelineJson([
      pipelineOf('echo "in the end"'),
      '--fault',
      'unavailable:where=oidctoken,times=2',
      ...START,
    ])
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('in the end')
  })

  it.each([
    ['connection-unauthorized', 'condition: false'],
    ['job-token-expired:after=0s', 'job token'],
  ])('refuses with cause and cure: %s', async (fault, cure) => {
    const { code, document } = await runPipelineJson([pipelineOf('echo never'), '--fault', fault, ...START])
    expect(code).toBe(1)
    expect(document.runs[0]?.stages[0]?.jobs[0]?.steps[0]?.issues.at(-1)?.message).toContain(cure)
  })

  it('is never logged in to with the word null', async () => {
    const { code, document } = await runPipelineJson([
      pipelineOf('echo never', {}, { onBreach: 'fail' }),
      '--fault',
      'null-token',
      ...START,
    ])
    expect(code).toBe(1)
    expect(document.runs[0]?.exchanges).toEqual([])
  })
})
