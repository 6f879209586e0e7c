import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mintwell, root, runPipelineJson, temporaryDirectory } from '../mintwell.ts'
import { describeWith } from './require-program.ts'

/** Bash that asks the lab for an ID token, as any script may. */
const TOKEN = `curl -sS -X POST -H "Authorization: Bearer $SYSTEM_ACCESSTOKEN" "$SYSTEM_OIDCREQUESTURI?api-version=7.1&serviceConnectionId=$AZURESUBSCRIPTION_SERVICE_CONNECTION_ID" | python3 -c 'import json, sys; print(json.load(sys.stdin)["oidcToken"])'`
const LOGIN = `az login --service-principal -u "$AZURESUBSCRIPTION_CLIENT_ID" --tenant "$AZURESUBSCRIPTION_TENANT_ID" --federated-token "$TOKEN"`

function inLab(script: string, options: readonly string[] = []) {
  return mintwell([
    'lab',
    'exec',
    '--connection',
    'az-connection',
    ...options,
    '--',
    'bash',
    '-euc',
    `TOKEN=$(${TOKEN})\n${script}`,
  ])
}

describeWith(['az', 'curl', 'python3'], 'the Azure CLI in the lab', () => {
  // parity: entra-exchange, entra-50049, entra-discovery, arm-subscriptions (az)
  it('sets the cloud, logs in, shows and sets the account, gives a token, lists groups and clears', async () => {
    const { code, stdout, stderr } = await inLab(`
      az cloud set -n AzureCloud
      ${LOGIN} --output none
      az account show --query user.name -o tsv
      az account set --subscription "$AZURESUBSCRIPTION_SUBSCRIPTION_ID"
      az account get-access-token --query tokenType -o tsv
      az group list -o tsv
      az account clear
      echo "$AZURESUBSCRIPTION_CLIENT_ID"`)
    expect(code, stderr).toBe(0)
    const [user, type, client] = stdout.trim().split('\n')
    expect(user).toBe(client)
    expect(type).toBe('Bearer')
  })

  // parity: entra-replay, graph-credentials, graph-applications (az)
  it('lists, creates and deletes federated credentials of its application', async () => {
    const { code, stdout, stderr } = await inLab(`
      ${LOGIN} --output none
      id=$AZURESUBSCRIPTION_CLIENT_ID
      az ad app federated-credential list --id "$id" --query '[0].audiences[0]' -o tsv
      az ad app federated-credential create --id "$id" --parameters '{"name":"second","issuer":"https://issuer.example","subject":"a","audiences":["api://AzureADTokenExchange"]}' --query name -o tsv
      az ad app federated-credential list --id "$id" --query 'length(@)' -o tsv
      az ad app federated-credential delete --id "$id" --federated-credential-id second
      az ad app federated-credential list --id "$id" --query 'length(@)' -o tsv`)
    expect(code, stderr).toBe(0)
    expect(stdout.trim().split('\n')).toEqual(['api://AzureADTokenExchange', 'second', '2', '1'])
  })

  // parity: entra-secret, entra-certificate, graph-secrets, graph-certificates, graph-principals (az)
  it('registers an application with a secret and a certificate of its own, and logs in with either', async () => {
    const config = join(temporaryDirectory(), 'write.yml')
    writeFileSync(config, 'connections: { az-connection: { graph: write } }\n')
    const { code, stdout, stderr } = await inLab(
      `
      export HOME=$AGENT_TEMPDIRECTORY
      ${LOGIN} --output none
      id=$(az ad app create --display-name own --identifier-uris api://own --query appId -o tsv)
      az ad sp create --id "$id" --output none
      az ad sp update --id "$id" --set notes=changed
      az ad sp show --id "$id" --query notes -o tsv
      secret=$(az ad sp credential reset --id "$id" --query password -o tsv)
      pem=$(az ad app credential reset --id "$id" --create-cert --query fileWithCertAndPrivateKey -o tsv)
      for credential in "$secret" "$pem"; do
        az account clear
        az login --service-principal -u "$id" --tenant "$AZURESUBSCRIPTION_TENANT_ID" -p "$credential" --allow-no-subscriptions --output none
        az account get-access-token --resource api://own --query tokenType -o tsv
      done
      rm "$pem"`,
      ['--config', config],
    )
    expect(code, stderr).toBe(0)
    expect(stdout.trim().split('\n')).toEqual(['changed', 'Bearer', 'Bearer'])
  })

  // parity: entra-700024 (az)
  it('shows AADSTS700024 for an assertion that is dead', async () => {
    const { code, stderr } = await inLab(`sleep 1200\n${LOGIN}`, ['--issuer', 'ado', '--start', '2026-04-20T01:00:00Z'])
    expect(code).not.toBe(0)
    expect(stderr).toMatch(
      /AADSTS700024: Client assertion is not within its valid time range\. Current time: 2026-04-20T01:2/,
    )
  })

  // parity: fault-late-bound (az)
  it('fails at the login, before the script, where a dead token is bound and az logs in eagerly', async () => {
    const config = join(temporaryDirectory(), 'eager.yml')
    writeFileSync(config, 'azureCli: { login: eager }\n')
    const nightly = join(root, 'examples/nightly/azure-pipelines.yml')
    const { code, document } = await runPipelineJson([
      nightly,
      '--issuer',
      'ado',
      '--fault',
      'late-bound:age=20h,lifetime=10m',
      '--config',
      config,
    ])
    expect(code).toBe(1)
    const [run] = document.runs
    expect(run?.stages[0]?.jobs[0]?.steps.map(({ result }) => result)).toEqual(['failed', 'skipped', 'skipped'])
    expect(run?.exchanges).toMatchObject([{ purpose: 'login', status: 401, errorCode: 700024 }])
  })

  it('is logged in at the first call of a script when the login is lazy, with one exchange for several calls', async () => {
    const directory = join(temporaryDirectory(), 'p')
    mkdirSync(directory)
    const file = join(directory, 'azure-pipelines.yml')
    const script = 'az account show --query state -o tsv\naz account show --query state -o tsv'
    writeFileSync(
      file,
      `steps:\n- checkout: none\n- task: AzureCLI@2\n  inputs:\n    azureSubscription: lazy\n    scriptType: bash\n    scriptLocation: inlineScript\n    inlineScript: |\n${script.replace(/^/gm, '      ')}\n`,
    )
    writeFileSync(join(directory, 'mintwell.yml'), 'azureCli: { login: lazy }\n')
    const { code, document, stderr } = await runPipelineJson([file])
    expect(code, stderr).toBe(0)
    expect(stderr.match(/^Enabled$/gm)).toHaveLength(2)
    expect(document.runs[0]?.exchanges).toMatchObject([{ purpose: 'login', status: 200 }])
  })

  it.each(['secret', 'certificate'])(
    'logs in with the %s of a connection, before the script and when it is first called',
    async (scheme) => {
      const directory = join(temporaryDirectory(), scheme)
      mkdirSync(directory)
      const file = join(directory, 'azure-pipelines.yml')
      const inputs =
        '{ azureSubscription: c, scriptType: bash, scriptLocation: inlineScript, inlineScript: az account show --query state -o tsv }'
      const steps = ['AzureCLI@2', 'MintwellAzureCLI@1'].map((task) => `- task: ${task}\n  inputs: ${inputs}\n`)
      writeFileSync(file, `steps:\n- checkout: none\n${steps.join('')}`)
      writeFileSync(join(directory, 'mintwell.yml'), `connections: { c: { scheme: ${scheme} } }\n`)
      const { code, stderr } = await runPipelineJson([file])
      expect(code, stderr).toBe(0)
      expect(stderr.match(/^Enabled$/gm)).toHaveLength(2)
    },
  )

  it('logs in with the word null where the service gives no token, and fails though its script calls no az', async () => {
    const directory = join(temporaryDirectory(), 'removed')
    mkdirSync(directory)
    const file = join(directory, 'azure-pipelines.yml')
    writeFileSync(
      file,
      'steps:\n- checkout: none\n- task: AzureCLI@2\n  inputs: { azureSubscription: c, scriptType: bash, scriptLocation: inlineScript, inlineScript: echo ran }\n',
    )
    const { code, stderr } = await runPipelineJson([file, '--fault', 'null-token'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/AADSTS50027/)
    expect(stderr).not.toMatch(/^ran$/m)
  })
})
