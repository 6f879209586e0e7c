import { describe, expect, it } from 'vitest'
import { keepingOf, keepingRules, keptTokens } from './kept-tokens.ts'

const kept: Readonly<Record<string, readonly string[]>> = {
  'set-variable': [
    'echo "##vso[task.setvariable variable=T;issecret=true]$idToken"',
    'token=$idToken\necho "##vso[task.setvariable variable=T]$token"',
    'Write-Host "##vso[task.setvariable variable=T]$env:idToken"',
  ],
  'backend-config': [
    'terraform init -backend-config=oidc_token=$idToken',
    'terraform init \\\n  -backend-config="oidc_token=$idToken"',
    'terraform plan -var "oidc_token=$idToken"',
  ],
  'az-login': ['az login --service-principal -u $servicePrincipalId --tenant $tenantId --federated-token "$idToken"'],
  environment: [
    'export ARM_OIDC_TOKEN=$idToken',
    '$env:ARM_OIDC_TOKEN = $env:idToken',
    'ARM_OIDC_TOKEN=$idToken terraform apply',
    'set ARM_OIDC_TOKEN=%idToken%',
    'copy="$idToken"\nexport ARM_OIDC_TOKEN=$copy',
  ],
  file: [
    'echo "$idToken" > token.jwt',
    'printf %s "$idToken" | tee token.jwt',
    '$env:idToken | Out-File token.jwt',
    'Set-Content -Path token.jwt -Value $env:idToken',
  ],
  argument: ['node migrate.js --token "$idToken"', 'docker run -e TOKEN=$idToken image', './deploy.sh $idToken'],
}

describe('tokens that a script keeps', () => {
  it('are tried for each rule', () => {
    expect(Object.keys(kept)).toEqual(keepingRules.map(({ id }) => id))
  })

  it.each(Object.entries(kept).flatMap(([id, scripts]) => scripts.map((script) => [id, script] as const)))(
    '%s: %s',
    (id, script) => {
      expect(keepingOf(script).map((rule) => rule.id)).toContain(id)
    },
  )

  it('are not named where the step has a budget for them', () => {
    const task = { name: 'AzureCLI@2', start: 0, end: 0, line: 4, column: 9, hasTemplateInputs: false }
    const inlineScript = ['inlinescript', 'export ARM_OIDC_TOKEN=$idToken'] as const
    expect(keptTokens([{ ...task, inputs: new Map([inlineScript]) }])).toMatchObject([{ line: 4, task: 'AzureCLI@2' }])
    expect(keptTokens([{ ...task, inputs: new Map([inlineScript, ['budget', '30m']]) }])).toEqual([])
  })

  it.each([
    '# export ARM_OIDC_TOKEN=$idToken',
    'REM set ARM_OIDC_TOKEN=%idToken%',
    'curl -d "client_assertion=$idToken" https://login.microsoftonline.com/t/oauth2/v2.0/token',
    'Invoke-RestMethod -Uri $uri -Body @{ client_assertion = $env:idToken }',
    'if [ -z "$idToken" ]; then exit 1; fi',
    'echo "$idToken" | cut -d. -f2 | base64 -d 2>/dev/null | jq .exp',
    'export OTHER=$idTokenUri',
    'token=$idToken\ncurl -d "client_assertion=$token" https://example.com',
    'az group list',
    'echo "the idToken is there" > notes.txt',
  ])('are not seen where nothing is kept: %s', (script) => {
    expect(keepingOf(script)).toEqual([])
  })
})
