import { describe, expect, it } from 'vitest'
import { azureCli, findingsIn, rulesIn } from './test-lint.ts'

describe('rules about logins', () => {
  it.each([
    ['L10', 'curl --data-urlencode client_assertion@- https://example.com <<< "$idToken"'],
    ['L10', 'echo "tenant $tenantId"'],
    ['L10', 'Write-Host "tenant $env:tenantId"'],
    ['L23', 'curl -fsS https://example.com | jq .status'],
    ['L23', 'Invoke-RestMethod https://example.com | Out-File status.json'],
    ['L23', 'ls -la\ncat README.md'],
  ])('%s finds a login that is not needed: %s', (id, script) => {
    expect(rulesIn(azureCli(script))).toContain(id)
  })

  it.each([
    'az group list',
    'curl https://example.com\naz group list',
    'X=$(az account show -o tsv)\necho "$X"',
    '$x = az account show | ConvertFrom-Json\nWrite-Host $x.id',
    './deploy.sh',
    'terraform apply',
    'python3 deploy.py',
    'make deploy',
    'Connect-AzAccount',
    'exit 0',
    'echo "refers to the connection"',
    'bash -c "az group list"',
  ])('neither L10 nor L23 finds anything where az may be called: %s', (script) => {
    expect(rulesIn(azureCli(script)).filter((rule) => rule === 'L10' || rule === 'L23')).toEqual([])
  })

  it('L23 passes over a step that never runs', () => {
    const text = azureCli('curl https://example.com').replace('  inputs:', '  condition: false\n  inputs:')
    expect(rulesIn(text)).toEqual([])
  })

  const keep = ['keepAzSessionActive: true']
  it('L09 finds keepAzSessionActive on a connection that is known to have a secret, and only there', () => {
    const text = azureCli('az group list', keep)
    const connections = { Production: 'secret' } as const
    expect(findingsIn(text, {}, { connections })).toMatchObject(
      [{ rule: 'L09', severity: 'error', fix: { safe: true }, place: { line: 8 } }, { rule: 'L14' }].toSorted((a, b) =>
        a.rule < b.rule ? 1 : -1,
      ),
    )
    expect(rulesIn(text, {}, { connections: { production: 'workloadIdentityFederation' } })).toEqual([])
    expect(rulesIn(text)).toEqual([])
  })

  it('L09 finds keepAzSessionActive around a script that uses its token and never calls az', () => {
    expect(rulesIn(azureCli('./deploy.sh $idToken', keep))).toContain('L09')
    expect(rulesIn(azureCli('./deploy.sh', keep))).not.toContain('L09')
    expect(rulesIn(azureCli('./deploy.sh $idToken\naz group list', keep))).not.toContain('L09')
  })

  it.each([
    'terraform apply -auto-approve; az keyvault secret show --vault-name v --name s',
    'sleep 600\naz storage blob list --container-name c --auth-mode login',
    'az deployment group create -g g -f main.bicep\naz rest --method get --url https://graph.microsoft.com/v1.0/me --resource https://graph.microsoft.com',
    'Start-Sleep -Seconds 900\naz account get-access-token --resource https://vault.azure.net',
    'docker build .\nTOKEN=$(az account get-access-token --resource https://ossrdbms-aad.database.windows.net -o tsv)',
  ])('L15 finds a first token after long work: %s', (script) => {
    expect(rulesIn(azureCli(script))).toContain('L15')
  })

  it.each([
    'az account get-access-token --resource https://vault.azure.net -o none\nterraform apply -auto-approve\naz keyvault secret show --vault-name v --name s',
    'az keyvault secret show --vault-name v --name s\nterraform apply',
    'terraform apply -auto-approve\naz group list',
    'sleep 30\naz keyvault secret show --name s',
    '# terraform apply\naz keyvault secret show --name s',
    'echo terraform apply\naz keyvault secret show --name s',
  ])('L15 finds nothing in: %s', (script) => {
    expect(rulesIn(azureCli(script))).not.toContain('L15')
  })

  it('L15 says nothing where the session is kept active, or by the drop-in', () => {
    const script = 'terraform apply\naz keyvault secret show --name s'
    expect(rulesIn(azureCli(script, keep))).toEqual([])
    expect(rulesIn(azureCli(script).replace('AzureCLI@2', 'MintwellAzureCLI@1'))).toEqual([])
  })

  it("L18 finds a shared profile on agents of one's own, not on Microsoft's", () => {
    const text = azureCli('az group list', ['useGlobalConfig: true'])
    expect(rulesIn(`pool: {name: Build agents}\n${text}`)).toEqual(['L18'])
    expect(rulesIn(`pool: {vmImage: ubuntu-latest}\n${text}`)).toEqual([])
    expect(rulesIn(`pool: {name: Azure Pipelines}\n${text}`)).toEqual([])
    expect(rulesIn(`pool: {name: Build agents}\n${azureCli('az group list', ['useGlobalConfig: false'])}`)).toEqual([])
  })

  it('L14 names each connection that is known to have a secret once', () => {
    const text = `${azureCli('az group list')}- task: AzureKeyVault@2\n  inputs: {azureSubscription: production, KeyVaultName: v}\n- task: AzureKeyVault@2\n  inputs: {azureSubscription: other, KeyVaultName: v}\n`
    expect(rulesIn(text, {}, { connections: { production: 'certificate' } })).toEqual(['L14'])
    expect(rulesIn(text)).toEqual([])
  })
})
