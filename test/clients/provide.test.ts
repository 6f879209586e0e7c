import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../mintwell.ts'
import { command, count, runStep } from '../provide/lab-step.ts'
import { describeWith } from './require-program.ts'

const program = (name: string) => `'${process.execPath}' '${join(root, 'test/clients/programs', name)}'`
const exec = (options: string, script: string) => `${command} exec --connection conn ${options} -- ${script}`
/** Long enough for many refreshes of tokens that live for ten minutes. */
const CALLS = 12

describe('under exec, for an hour and a quarter with ID tokens of ten minutes', () => {
  it('every credential of @azure/identity gets a token of a new resource every seven minutes', async () => {
    const { step, log, tokens } = await runStep(
      exec('', `${program('provide-identity.mjs')} ${CALLS}`),
      '--issuer',
      'ado',
    )
    expect(step.result, log).toBe('succeeded')
    for (const name of ['AzurePipelinesCredential', 'WorkloadIdentityCredential', 'DefaultAzureCredential'])
      expect(count(log, `${name} ok`), log).toBe(CALLS)
    // Three credentials and one keeper: the tokens are the keeper's alone.
    expect(tokens.length).toBeLessThanOrEqual(17)
  })

  // parity: aws-assume (AWS SDK for JavaScript 3)
  it('the AWS SDK’s provider chain renews its credentials from the file', async () => {
    const role = '--aws-role-arn arn:aws:iam::123456789012:role/deploy'
    const { step, log } = await runStep(
      `export AWS_REGION=eu-west-1\n${exec(role, `${program('provide-aws.mjs')} ${CALLS}`)}`,
      '--issuer',
      'ado',
    )
    expect(step.result, log).toBe('succeeded')
    expect(count(log, 'aws ok'), log).toBe(CALLS)
    expect(count(log, 'aws credentials 2')).toBe(1)
  })

  it('a program of the user’s own gets its tokens by the library, in three lines, without exec', async () => {
    const { step, log, tokens } = await runStep(
      `
export AZURESUBSCRIPTION_TENANT_ID=$(${command} exec --connection conn -- printenv AZURE_TENANT_ID) AZURESUBSCRIPTION_CLIENT_ID=$(${command} exec --connection conn -- printenv AZURE_CLIENT_ID)
export AZURESUBSCRIPTION_SERVICE_CONNECTION_ID=$(${command} exec --connection conn -- printenv AZURESUBSCRIPTION_SERVICE_CONNECTION_ID)
${program('provide-library.mjs')} ${CALLS}`,
      '--issuer',
      'ado',
    )
    expect(step.result, log).toBe('succeeded')
    for (const name of ['ClientAssertionCredential', 'entraCredential'])
      expect(count(log, `${name} ok`), log).toBe(CALLS)
    expect(tokens.length).toBeLessThanOrEqual(3 + 17)
  })
})

describeWith(['az'], 'the Azure CLI under exec', () => {
  it('logs in by itself, in parallel once, and again when its assertion has been renewed, so that a new resource is never refused', async () => {
    const { step, log, exchanges } = await runStep(
      exec(
        '',
        `bash -c 'az account show --query id -o tsv & az account show --query id -o tsv & wait; for call in 1 2 3; do az account get-access-token --resource https://vault-$call.azure.net --query tokenType -o tsv; sleep 840; done'`,
      ),
      '--issuer',
      'ado',
    )
    expect(step.result, log).toBe('succeeded')
    expect(count(log, 'Bearer'), log).toBe(3)
    expect(exchanges.every(({ status }) => status === 200)).toBe(true)
    expect(log).not.toContain('AADSTS')
  })
})

describeWith(['curl'], 'a script that maps the job token', () => {
  it('still calls the REST API of Azure DevOps with it under exec', async () => {
    const { log } = await runStep(
      exec(
        '',
        `bash -c 'curl -sS -o /dev/null -w "rest %{http_code}\\n" -H "Authorization: Bearer $SYSTEM_ACCESSTOKEN" "$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECTID/_apis/build/builds?api-version=7.1"'`,
      ),
    )
    expect(count(log, 'rest 200'), log).toBe(1)
  })
})
