import { describe, expect, it } from 'vitest'
import { lintRules } from './rule-list.ts'
import { azureCli, findingsIn, rulesIn } from './test-lint.ts'

/** By rule: scripts that keep the token. */
const kept: Readonly<Record<string, readonly string[]>> = {
  L01: [
    'echo "##vso[task.setvariable variable=T;issecret=true]$idToken"',
    'token=$idToken\necho "##vso[task.setvariable variable=T]$token"',
    'Write-Host "##vso[task.setvariable variable=T]$env:idToken"',
    'Write-Host "##vso[task.setvariable variable=T]$($env:idToken)"',
    '$t = $env:idToken\nWrite-Output ("##vso[task.setvariable variable=T;issecret=true]" + $t)',
    '@echo off\necho ##vso[task.setvariable variable=T;issecret=true]%idToken%',
    'printf "##vso[task.setvariable variable=T]%s\\n" "$idToken"',
    'echo "$idToken" > f\necho "##vso[task.setvariable variable=T]$(cat f)"',
    'keep() {\n  echo "##vso[task.setvariable variable=$1;issecret=true]$2"\n}\nkeep OIDC "$idToken"',
    'T=$(curl -s -X POST "$SYSTEM_OIDCREQUESTURI?api-version=7.1" | jq -r .oidcToken)\necho "##vso[task.setvariable variable=T]$T"',
    'R=$(curl -s "$SYSTEM_OIDCREQUESTURI")\nT=$(echo "$R" | jq -r .oidcToken)\necho "##vso[task.setvariable variable=T]$T"',
    '$r = Invoke-RestMethod -Uri "$env:SYSTEM_OIDCREQUESTURI" -Method Post\nWrite-Host "##vso[task.setvariable variable=T]$($r.oidcToken)"',
    `if true; then\n  (echo "##vso[task.setvariable variable=T]\${idToken}")\nfi`,
    'cat <<END\n##vso[task.setvariable variable=T]$idToken\nEND',
  ],
  L03: [
    'echo "##vso[task.setvariable variable=T;isOutput=true;issecret=true]$idToken"',
    'Write-Host "##vso[task.setvariable variable=T;isoutput=true]$env:idToken"',
  ],
  L04: [
    'terraform init -backend-config=oidc_token=$idToken',
    'terraform init \\\n  -backend-config="oidc_token=$idToken"',
    'terraform plan -var "oidc_token=$idToken"',
    'terraform init -backend-config oidc_token="$TOKEN"',
  ],
  L05: [
    'export ARM_OIDC_TOKEN=$idToken',
    '$env:ARM_OIDC_TOKEN = $env:idToken',
    'ARM_OIDC_TOKEN=$idToken terraform apply',
    'set ARM_OIDC_TOKEN=%idToken%',
  ],
  L19: [
    'export TOKEN=$idToken',
    'copy="$idToken"\nexport TOKEN=$copy',
    'declare -x TOKEN="$idToken"',
    'env TOKEN=$idToken ./deploy.sh',
    'TOKEN=$idToken ./deploy.sh',
    '$env:TOKEN=$env:idToken',
    "[Environment]::SetEnvironmentVariable('TOKEN', $env:idToken)",
    'set "TOKEN=%idToken%"',
  ],
  L20: [
    'echo "$idToken" > token.jwt',
    'printf %s "$idToken" | tee token.jwt',
    'cat > token.jwt <<END\n$idToken\nEND',
    '$env:idToken | Out-File token.jwt',
    'Set-Content -Path token.jwt -Value $env:idToken',
    'echo %idToken%>token.jwt',
  ],
  L21: [
    'az login --service-principal -u $servicePrincipalId --tenant $tenantId --federated-token "$idToken"',
    'az login --service-principal -u $env:servicePrincipalId --federated-token $env:idToken',
    'az login --service-principal \\\n  --federated-token \\\n  "$idToken"',
    't=$idToken\naz login --service-principal \\\n  --federated-token=$t',
  ],
  L22: [
    'node migrate.js --token "$idToken"',
    'docker run -e TOKEN=$idToken image',
    './deploy.sh $idToken',
    '& ./deploy.exe $env:idToken',
    'call deploy.cmd %idToken%',
  ],
}

describe('rules about tokens that a script keeps', () => {
  it('are all tried here', () => {
    expect(Object.keys(kept)).toEqual(lintRules.filter(({ keepsToken }) => keepsToken).map(({ id }) => id))
  })

  it.each(Object.entries(kept).flatMap(([id, scripts]) => scripts.map((script) => [id, script] as const)))(
    '%s finds: %s',
    (id, script) => {
      expect(rulesIn(azureCli(script))).toContain(id)
    },
  )

  const keeping = new Set(Object.keys(kept))
  it.each([
    '# export ARM_OIDC_TOKEN=$idToken',
    'REM set ARM_OIDC_TOKEN=%idToken%',
    '<#\n$env:TOKEN = $env:idToken\n#>\nWrite-Host done',
    'curl -d "client_assertion=$idToken" https://login.microsoftonline.com/t/oauth2/v2.0/token',
    'Invoke-RestMethod -Uri $uri -Body @{ client_assertion = $env:idToken }',
    'if [ -z "$idToken" ]; then exit 1; fi',
    'echo "$idToken" | cut -d. -f2 | base64 -d 2>/dev/null | jq .exp',
    'exp=$(echo "$idToken" | cut -d. -f2 | base64 -d | jq .exp)\nexport EXP=$exp',
    'export OTHER=$idTokenUri',
    'token=$idToken\ncurl -d "client_assertion=$token" https://example.com',
    'token=$idToken\ntoken=none\nexport TOKEN=$token',
    'az group list',
    'echo "the idToken is there" > notes.txt',
    "echo '$idToken' > notes.txt",
    "cat <<'END' > notes.txt\n$idToken\nEND",
    'printf %s "$idToken" | az login --service-principal --federated-token @-',
    'aws sts assume-role-with-web-identity --role-arn $ROLE --web-identity-token "$idToken"',
    'echo "##vso[task.setvariable variable=T]$(Build.BuildId)"',
    'echo "##vso[task.setsecret]$idToken"',
    'mintwell exec -- ./deploy.sh',
  ])('find nothing in: %s', (script) => {
    expect(rulesIn(azureCli(script)).filter((rule) => keeping.has(rule))).toEqual([])
  })

  it('say nothing where the drop-in proves the token for as long as the step keeps it', () => {
    const text = azureCli('export TOKEN=$idToken').replace('AzureCLI@2', 'MintwellAzureCLI@1')
    expect(rulesIn(text)).toContain('L19')
    expect(
      rulesIn(text.replace('  inputs:', '  inputs:\n    budget: 30m')).filter((rule) => keeping.has(rule)),
    ).toEqual([])
  })

  it('read the file that a step runs, and say where in it the token is kept', () => {
    const text =
      'steps:\n- task: AzureCLI@2\n  inputs:\n    azureSubscription: production\n    scriptType: bash\n    scriptLocation: scriptPath\n    scriptPath: $(Build.SourcesDirectory)/ci/deploy.sh\n'
    const files = { '/ci/deploy.sh': '#!/bin/bash\nset -e\n  export TOKEN="$idToken"\n' }
    expect(findingsIn(text, files)).toMatchObject([
      {
        rule: 'L19',
        place: { file: '/ci/deploy.sh', line: 3, column: 3, via: { file: '/azure-pipelines.yml', line: 7 } },
      },
    ])
    expect(findingsIn(text)).toEqual([])
  })

  it.each([
    ['folded', '>-\n      az group list;\n      export TOKEN=$idToken;\n      az account show', 8, 7],
    ['in quotes over lines', '"az group list;\n      export TOKEN=$idToken"', 7, 7],
    ['in double quotes', '"az group list; export TOKEN=\\"$idToken\\""', 6, 35],
    [
      'with an expression in the line',
      `|\n      az group list\n      export TOKEN_\${{ variables.x }}="$idToken"`,
      8,
      7,
    ],
    ['with an expression elsewhere', `|\n      az group list \${{ variables.x }}\n      export TOKEN=$idToken`, 8, 7],
    [
      'with an expression, and the same line in a later step',
      `|\n      az group show \${{ variables.x }}; export TOKEN=$idToken\n- bash: |\n    export TOKEN=$idToken`,
      7,
      41,
    ],
  ])('have their place in a script that is written %s', (_, script, line, column) => {
    const text = `variables:\n  x: y\nsteps:\n- task: AzureCLI@2\n  inputs:\n    inlineScript: ${script}\n    azureSubscription: production\n    scriptType: bash\n    scriptLocation: inlineScript\n`
    const [first] = findingsIn(text).filter(({ rule }) => rule === 'L19')
    expect(first?.place).toMatchObject({ line, column })
  })

  it('follow templates, with the place of each call, and report what two calls share once', () => {
    const step = azureCli('# first\nexport TOKEN=$idToken').replace('production', `\${{ parameters.connection }}`)
    const files = { '/steps.yml': `parameters:\n- name: connection\n  type: string\n${step}` }
    const call = '- template: steps.yml\n  parameters: {connection: production}\n'
    const found = findingsIn(`steps:\n${call}${call}`, files).filter(({ rule }) => rule === 'L19')
    expect(found).toMatchObject([{ place: { file: '/steps.yml', line: 13, column: 7, via: { line: 2 } } }])
  })

  it('name the steps that use a variable with the token, and the jobs that read an output', () => {
    const across = `${azureCli('echo "##vso[task.setvariable variable=OIDC;issecret=true]$idToken"')}- bash: ./deploy.sh\n  env:\n    TOKEN: $(OIDC)\n`
    expect(findingsIn(across).find(({ rule }) => rule === 'L01')?.related).toMatchObject([{ place: { line: 12 } }])
  })

  it('find a plan file that has the token of TerraformTaskV4 where a later step publishes it', () => {
    const plan = '- task: TerraformTaskV4@4\n  inputs: {command: plan, commandOptions: -out=tfplan}\n'
    expect(rulesIn(`steps:\n${plan}- publish: tfplan\n`)).toEqual(['L04'])
    expect(rulesIn(`steps:\n${plan}- publish: report.json\n`)).toEqual([])
    expect(rulesIn(`steps:\n${plan.replace('V4@4', '@5')}- publish: tfplan\n`)).toEqual([])
  })

  it('find ARM_OIDC_TOKEN in the environment of a step and in variables', () => {
    expect(rulesIn('steps:\n- bash: terraform apply\n  env: {ARM_OIDC_TOKEN: $(OIDC)}\n')).toEqual(['L05'])
    expect(rulesIn('variables:\n  ARM_OIDC_TOKEN: $(OIDC)\nsteps:\n- bash: terraform apply\n')).toEqual(['L05'])
    expect(rulesIn('steps:\n- bash: terraform apply\n  env: {ARM_OIDC_TOKEN_FILE_PATH: /tmp/x}\n')).toEqual([])
  })
})
