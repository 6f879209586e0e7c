import { describe, expect, it } from 'vitest'
import { lintFile } from '../lint/lint-plan.ts'
import { azureCli, findingsIn, rulesIn } from './test-lint.ts'

const request = 'curl -X POST -H "Authorization: Bearer $SYSTEM_ACCESSTOKEN" "$SYSTEM_OIDCREQUESTURI?api-version=7.1"'
const mapped = '  env:\n    SYSTEM_ACCESSTOKEN: $(System.AccessToken)\n'

describe('L11', () => {
  it.each([
    `- bash: |\n    ${request}\n`,
    '- pwsh: |\n    Invoke-RestMethod -Uri "$env:SYSTEM_OIDCREQUESTURI" -Method Post\n',
    '- script: |\n    curl %SYSTEM_OIDCREQUESTURI%\n',
    '- bash: node deploy.mjs\n',
    '- bash: python3 ci/deploy.py --all\n',
    '- pwsh: ./deploy.ps1\n',
    '- bash: terraform apply\n  env: {ARM_USE_OIDC: true, ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: $(id)}\n- task: AzureCLI@2\n  condition: false\n  inputs: {azureSubscription: c, scriptType: bash, scriptLocation: inlineScript, inlineScript: exit 0}\n',
  ])('finds a request for tokens without the job token: %s', (steps) => {
    const files = {
      '/deploy.mjs': 'new AzurePipelinesCredential(tenant, client, connection, process.env.SYSTEM_ACCESSTOKEN)',
      '/ci/deploy.py': 'AzurePipelinesCredential(system_access_token=os.environ["SYSTEM_ACCESSTOKEN"])',
      '/deploy.ps1': 'irm $env:SYSTEM_OIDCREQUESTURI',
    }
    expect(rulesIn(`steps:\n${steps}`, files)).toEqual(['L11'])
  })

  it.each([
    `- bash: |\n    ${request}\n${mapped}`,
    '- bash: |\n    curl -H "Authorization: Bearer $(System.AccessToken)" "$SYSTEM_OIDCREQUESTURI"\n',
    `- bash: |\n    # ${request}\n    true\n`,
    '- bash: node build.mjs\n',
    '- bash: terraform apply\n',
  ])('finds nothing in: %s', (steps) => {
    expect(rulesIn(`steps:\n${steps}`, { '/build.mjs': 'build()' })).toEqual([])
  })

  it('says nothing where a variable maps the token for the whole job', () => {
    expect(
      rulesIn(`variables:\n  SYSTEM_ACCESSTOKEN: $(System.AccessToken)\nsteps:\n- bash: |\n    ${request}\n`),
    ).toEqual([])
  })
})

describe('L16', () => {
  const withId = `steps:\n- bash: |\n    curl "$SYSTEM_OIDCREQUESTURI?serviceConnectionId=$(id)"\n${mapped}`
  const reference =
    '- task: AzureCLI@2\n  condition: false\n  inputs: {azureSubscription: c, scriptType: bash, scriptLocation: inlineScript, inlineScript: exit 0}\n'

  it('finds a connection that is used by its id in a stage that does not name it', () => {
    expect(rulesIn(withId)).toEqual(['L16'])
    expect(
      rulesIn(
        `steps:\n- bash: terraform plan\n  env:\n    ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: $(id)\n    SYSTEM_ACCESSTOKEN: $(System.AccessToken)\n`,
      ),
    ).toEqual(['L16'])
  })

  it('finds it in a script that asks for tokens by an address of its own', () => {
    expect(rulesIn(`steps:\n- bash: curl -X POST "$ADDRESS?serviceConnectionId=$ID"\n${mapped}`)).toEqual(['L16'])
  })

  it('finds nothing where a task of the stage names a connection, in a template, and where no connection is named', () => {
    expect(rulesIn(`${withId}${reference}`)).toEqual([])
    expect(rulesIn(withId, {}, { isFragment: true })).toEqual([])
    expect(rulesIn(`steps:\n- bash: |\n    ${request}\n${mapped}`)).toEqual([])
    expect(rulesIn('steps:\n- bash: curl "https://example.com?serviceConnectionId=1"\n')).toEqual([])
  })

  it('does not take a reference in another stage', () => {
    const stage = (name: string, steps: string) =>
      `- stage: ${name}\n  jobs:\n  - job: ${name}\n    steps:\n${steps.replaceAll(/^/gm, '    ').trimEnd()}\n`
    const text = `stages:\n${stage('a', withId.replace('steps:\n', ''))}${stage('b', reference)}`
    expect(rulesIn(text)).toEqual(['L16'])
  })
})

describe('L17', () => {
  const NAME = 'DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN'

  it.each([
    `variables:\n  ${NAME}: true\nsteps:\n- bash: make\n`,
    `variables:\n- name: DistributedTask.Tasks.EnableLateBoundIdToken\n  value: True\nsteps:\n- bash: make\n`,
    `steps:\n- bash: make\n  env: {${NAME}: true}\n`,
    `steps:\n- bash: echo "##vso[task.setvariable variable=${NAME}]true"\n`,
    'steps:\n- bash: echo "##vso[task.setendpoint id=$(id);field=authParameter;key=idToken]$TOKEN"\n',
  ])('finds that late-bound tokens are switched on: %s', (text) => {
    expect(rulesIn(text)).toEqual(['L17'])
  })

  it('finds nothing where they are off', () => {
    expect(rulesIn(`variables:\n  ${NAME}: false\nsteps:\n- bash: make\n`)).toEqual([])
    expect(rulesIn('steps:\n- bash: echo "##vso[task.setendpoint id=1;field=url]x"\n')).toEqual([])
  })
})

describe('L12', () => {
  it.each([
    'steps:\n- bash: aws iam create-open-id-connect-provider --url https://vstoken.dev.azure.com/1\n',
    'variables:\n  issuer: https://vstoken.dev.azure.com/1\nsteps:\n- bash: make\n',
    'steps:\n- bash: make\n  env: {SUBJECT: sc://contoso/shop/production}\n',
  ])('finds the retiring issuer in a pipeline: %s', (text) => {
    expect(rulesIn(text)).toEqual(['L12'])
  })

  it.each([
    ['main.tf', `resource "x" "y" {\n  issuer = "https://vstoken.dev.azure.com/\${var.org_id}"\n}\n`, 2],
    ['main.bicep', "  subject: 'sc://contoso/shop/production'\n", 1],
    ['trust.json', '{"Condition": {"StringEquals": {"vstoken.dev.azure.com/1:aud": "api://AzureADTokenExchange"}}}', 1],
    ['policy.hcl', 'bound_claims = {\n  aud == "api://AzureADTokenExchange"\n}\n', 2],
  ])('finds it in %s', (file, text, line) => {
    expect(lintFile(text, `/${file}`)[0]).toMatchObject({ rule: 'L12', place: { file: `/${file}`, line } })
  })

  it.each([
    ['main.tf', '# issuer = "https://vstoken.dev.azure.com/1"\n'],
    ['main.tf', 'issuer = azuredevops_serviceendpoint_azurerm.sc.workload_identity_federation_issuer\n'],
    ['aks.tf', 'audience = ["api://AzureADTokenExchange"]\nissuer = azurerm_kubernetes_cluster.x.oidc_issuer_url\n'],
    ['main.bicep', "audiences: ['api://AzureADTokenExchange']\n// https://vstoken.dev.azure.com/1\n"],
  ])('finds nothing in %s: %s', (file, text) => {
    expect(lintFile(text, `/${file}`)).toEqual([])
  })
})

describe('what comments leave out', () => {
  it('is a rule by its id or name, in the line or alone above it, and no other', () => {
    const finding = azureCli('export TOKEN=$idToken')
    const ignored = (comment: string) =>
      finding.replace('$idToken', `$idToken # mintwell: ignore[${comment}] on purpose`)
    expect(rulesIn(finding)).toContain('L19')
    expect(rulesIn(ignored('L19'))).not.toContain('L19')
    expect(rulesIn(ignored('L01, token-in-environment'))).not.toContain('L19')
    expect(rulesIn(ignored('L01'))).toContain('L19')
    expect(rulesIn(ignored(''))).toContain('L19')
    expect(rulesIn(azureCli('# mintwell: ignore[L19] on purpose\nexport TOKEN=$idToken'))).not.toContain('L19')
    expect(rulesIn(azureCli('ls # mintwell: ignore[L19]\nexport TOKEN=$idToken'))).toContain('L19')
  })

  it('are rules that are disabled by id or name', () => {
    expect(findingsIn(azureCli('export TOKEN=$idToken'), {}, { disabled: ['l19', 'azurecli-for-variables'] })).toEqual(
      [],
    )
  })
})
