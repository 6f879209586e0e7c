import { describe, expect, it } from 'vitest'
import { azureCli, rulesIn } from './test-lint.ts'

const found: Readonly<Record<string, readonly string[]>> = {
  L02: [
    'echo "##vso[task.setvariable variable=T]$idToken"',
    'echo "##vso[task.setvariable variable=T;issecret=false]$idToken"',
    'Write-Host "##vso[task.setvariable variable=T;isOutput=true]$env:idToken"',
  ],
  L07: [
    'az login --service-principal -u $servicePrincipalId -t $tenantId -p $idToken',
    'az login --service-principal --password="$idToken"',
    'az login --service-principal -p $env:idToken',
    'curl -d "client_secret=$idToken" https://login.microsoftonline.com/t/oauth2/v2.0/token',
    'export ARM_CLIENT_SECRET=$idToken',
    '$env:AZURE_CLIENT_SECRET = $env:idToken',
  ],
  L08: [
    'az login --service-principal -u $servicePrincipalId --federated-token "$idToken"',
    'curl -d "client_assertion=$idToken" https://example.com',
    'T=$(curl -d "client_assertion=$idToken" https://example.com | jq -r .access_token)',
    'token="$idToken"\ncurl -H "Authorization: Bearer $token" https://example.com',
    'az login --federated-token %idToken%',
    '& curl.exe -d "client_assertion=$env:idToken" https://example.com',
    'sudo -E ./deploy.sh $idToken',
  ],
  L13: [
    'echo "##vso[task.setvariable variable=KEY;issecret=true]$servicePrincipalKey"',
    'echo $servicePrincipalKey',
    'echo "$servicePrincipalKey" > key.txt',
    'Write-Host $env:servicePrincipalKey',
    'Set-Content key.txt $env:servicePrincipalKey',
    'export ARM_CLIENT_SECRET=$servicePrincipalKey',
    'set ARM_CLIENT_SECRET=%servicePrincipalKey%',
  ],
}

describe('rules about tokens and secrets that show', () => {
  it.each(Object.entries(found).flatMap(([id, scripts]) => scripts.map((script) => [id, script] as const)))(
    '%s finds this: %s',
    (id, script) => {
      expect(rulesIn(azureCli(script))).toContain(id)
    },
  )

  it.each([
    'printf %s "$idToken" | curl --data-urlencode client_assertion@- https://example.com',
    'curl --data-urlencode client_assertion@- https://example.com <<< "$idToken"',
    'curl --data-urlencode "client_assertion@$AZURE_FEDERATED_TOKEN_FILE" https://example.com',
    'Invoke-RestMethod -Uri $uri -Body @{ client_assertion = $env:idToken }',
    'check() { [ -n "$1" ]; }\ncheck "$idToken"',
    'echo "$idToken" | cut -d. -f2',
    'az login --service-principal -u $servicePrincipalId -p $servicePrincipalKey -t $tenantId',
    'if [ -n "$servicePrincipalKey" ]; then echo "a secret"; fi',
    'echo "servicePrincipalKey is not set"',
    'az login --identity',
    'az keyvault secret set --value "$(cat secret.txt)"',
  ])('none of them finds anything in: %s', (script) => {
    expect(rulesIn(azureCli(script)).filter((rule) => Object.hasOwn(found, rule))).toEqual([])
  })

  it.each([
    '- publish: $(Agent.TempDirectory)',
    '- task: Cache@2\n  inputs: {key: az, path: ~/.azure}',
    '- task: Cache@2\n  inputs: {key: az, path: $(HOME)/.azure}',
    '- task: PublishBuildArtifacts@1\n  inputs: {PathtoPublish: /home/vsts/.azure, ArtifactName: x}',
    "- task: CopyFiles@2\n  inputs: {Contents: '**/.azclitask*/**', TargetFolder: out}",
    '- task: PublishPipelineArtifact@1\n  inputs: {targetPath: $(AZURE_CONFIG_DIR)}',
    '- bash: cp -r "$AZURE_CONFIG_DIR" $(Build.ArtifactStagingDirectory)',
    '- bash: tar czf profile.tgz ~/.azure',
    '- pwsh: Copy-Item -Recurse $env:USERPROFILE\\.azure out',
    '- script: xcopy %USERPROFILE%\\.azure out /s',
  ])('L06 finds the profile of az in: %s', (step) => {
    expect(rulesIn(`steps:\n${step}\n`)).toEqual(['L06'])
  })

  it.each([
    '- publish: $(Build.ArtifactStagingDirectory)',
    '- publish: $(Agent.TempDirectory)/report',
    '- publish: .azure-pipelines',
    '- publish: $(Build.SourcesDirectory)/.azure/templates',
    '- task: Cache@2\n  inputs: {key: npm, path: ~/.npm}',
    "- task: CopyFiles@2\n  inputs: {Contents: '!**/.azclitask*/**', TargetFolder: out}",
    '- bash: rm -rf ~/.azure',
    '- bash: cp settings.json ~/.azure/',
    '- bash: ls ~/.azure',
  ])('L06 finds nothing in: %s', (step) => {
    expect(rulesIn(`steps:\n${step}\n`)).toEqual([])
  })
})
