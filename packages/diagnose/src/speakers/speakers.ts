/** Who printed a refusal, and where it ran. */
export type Speaker =
  | 'terraform'
  | 'fabric-provider'
  | 'packer'
  | 'az'
  | 'powershell'
  | 'pod'
  | 'certificate-client'
  | 'on-behalf-of'
  | 'azure-pipelines'
  | 'github-actions'
  | 'gitlab'
  | 'person'

/** The words that each is known by, in any case; ASCII, so that they are found in a stream. */
export const speakerWords: Readonly<Record<Speaker, readonly string[]>> = {
  terraform: [
    'terraform',
    'azurerm_',
    'hashicorp/azurerm',
    'provider "azurerm',
    'azapi_',
    'clientCredentialsToken',
    'autorest/Client#Do',
    'opentofu',
    'loading state',
    'building ARM Config',
  ],
  'fabric-provider': ['microsoft/fabric', 'provider-fabric'],
  packer: ['packer', 'azure-arm.'],
  az: [
    'AzureCliCredential',
    'azure.cli',
    '/az/lib',
    'bin/az',
    'az login',
    'az account',
    'Invoking Azure CLI',
    'azure-cli',
  ],
  powershell: [
    'Connect-AzAccount',
    'AzurePowerShell@',
    'AzurePowerShell_',
    'Az.Accounts',
    'New-Az',
    'Get-Az',
    'Set-Az',
    'Invoke-Az',
    'Remove-Az',
    'CategoryInfo',
    'Line |',
    'At line:',
  ],
  pod: [
    'WorkloadIdentityCredential',
    'AZURE_FEDERATED_TOKEN_FILE',
    'azure-identity-token',
    'system:serviceaccount:',
    'kubelogin',
    'kubernetes.default.svc',
    'prod-aks.azure.com',
    'external-secrets',
    'kube-system',
    'serviceaccount/token',
    'kubelet',
  ],
  'certificate-client': [
    'CertificateCredential',
    'AcquireTokenByCertificate',
    'jwt_assertion',
    'assertion sign',
    'ClientCertificate',
    '--certificate',
    'WithCertificate',
    'CertificateThumbprint',
    'private_key_jwt',
    'certificate_path',
  ],
  'on-behalf-of': ['OnBehalfOf', 'on-behalf-of', 'on_behalf_of', 'UserAssertion', 'requested_token_use'],
  'azure-pipelines': [
    '##vso[',
    '/_tasks/',
    '\\_tasks\\',
    '/home/vsts',
    '##[section]',
    'D:\\a\\_temp',
    'azureclitaskscript',
    'vstoken.dev.azure.com',
    'SYSTEM_OIDCREQUESTURI',
    'System.AccessToken',
    'service connection',
  ],
  'github-actions': [
    'token.actions.githubusercontent.com',
    'azure/login@',
    'Azure CLI login by using OIDC',
    'ACTIONS_ID_TOKEN',
    'id-token',
    'Using OIDC authentication',
    '\\_actions\\',
    '/_actions/',
    '/actions/runs/',
    '##[group]Run ',
    '/home/runner/work',
    'Node Action run',
  ],
  gitlab: ['Z 00O', 'Z 00E', 'Z 01O', 'Z 01E', 'gitlab', 'CI_JOB_JWT', 'project_path:'],
  person: [
    'az login --scope',
    'UsernamePassword',
    'DeviceCode',
    'InteractiveBrowser',
    'userToken',
    '--username',
    'Codespace',
  ],
}

/** All words, each with who is known by it. */
export const speakersByWord: ReadonlyMap<string, readonly Speaker[]> = wordMap()

function wordMap() {
  const map = new Map<string, Speaker[]>()
  for (const [speaker, words] of Object.entries(speakerWords) as [Speaker, readonly string[]][])
    for (const word of words) map.set(word, [...(map.get(word) ?? []), speaker])
  return map
}

/** Who is known by some of these words. */
export function speakersOf(words: Iterable<string>): ReadonlySet<Speaker> {
  const speakers = new Set([...words].flatMap((word) => speakersByWord.get(word) ?? []))
  // Packer's plugin is built on the same library as Terraform's providers and prints its words.
  if (speakers.has('packer')) speakers.delete('terraform')
  return speakers
}

/** Who presents an assertion when it is a credential of an Azure SDK, by the credential's name. */
const CREDENTIALS: Readonly<Record<string, Speaker>> = {
  AzureCliCredential: 'az',
  AzurePowerShellCredential: 'powershell',
  WorkloadIdentityCredential: 'pod',
  ClientCertificateCredential: 'certificate-client',
  CertificateCredential: 'certificate-client',
  OnBehalfOfCredential: 'on-behalf-of',
  AzurePipelinesCredential: 'azure-pipelines',
}
const PRESENTERS: readonly Speaker[] = ['az', 'powershell', 'pod', 'certificate-client', 'on-behalf-of']
const CREDENTIAL = /\b([A-Z][A-Za-z]{1,40}Credential)\b/g
/** How far before a refusal the credential that it is of is named. */
const CREDENTIAL_DISTANCE = 300

/**
 * Who speaks in one refusal. A chain of credentials names them all, one after the other: then the one named last before the refusal presented the assertion, and the others did not.
 *
 * @param before the words before the refusal
 */
export function speakersBeside(before: string, speakers: ReadonlySet<Speaker>): ReadonlySet<Speaker> {
  const named = [...before.slice(-CREDENTIAL_DISTANCE).matchAll(CREDENTIAL)].at(-1)?.[1]
  const presenter = named === undefined ? undefined : CREDENTIALS[named]
  if (presenter === undefined) return speakers
  return new Set([...speakers].filter((speaker) => !PRESENTERS.includes(speaker))).add(presenter)
}
