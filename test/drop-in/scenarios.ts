import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Endpoint, StepRequest, StepRun } from './run-step.ts'

const ID = '11111111-2222-3333-4444-555555555555'
const TENANT = '72f988bf-0000-4000-8000-00000000c0de'
const CLIENT = 'aaaaaaaa-0000-4000-8000-00000000c0de'

/** A service connection of a scheme, with what comes with it. */
export function endpointOf(
  scheme: string,
  parameters: Readonly<Record<string, string>> = {},
  data: Readonly<Record<string, string>> = {},
): Endpoint {
  return {
    id: ID,
    name: 'conn',
    type: 'azurerm',
    url: 'https://management.azure.com/',
    scheme,
    parameters: { tenantid: TENANT, serviceprincipalid: CLIENT, ...parameters },
    data: { environment: 'AzureCloud', subscriptionid: '5ab5c71b-0000-4000-8000-00000000c0de', ...data },
  }
}

const secret = endpointOf('ServicePrincipal', { authenticationtype: 'spnKey', serviceprincipalkey: 'se cret"$x`' })
const certificate = endpointOf('ServicePrincipal', {
  authenticationtype: 'spnCertificate',
  serviceprincipalcertificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
})
const managedIdentity = endpointOf('ManagedServiceIdentity')

/** Where the two tasks differ, on purpose: rows of docs/parity-azure-cli.md, by the word that begins them. */
export type Difference =
  | 'lazy-login'
  | 'login-words'
  | 'certificate-key'
  | 'missing-az'
  | 'keep-alive-scheme'
  | 'refusal-words'
  | 'retry'
  | 'eager-failure'

/** One case of the comparison. */
export interface Scenario {
  readonly title: string
  /** 2 unless said. */
  readonly major?: 1 | 2 | 3
  readonly endpoint?: Endpoint
  readonly inputs: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly sources?: StepRequest['sources']
  /** What the service answers, where it is not a token. */
  readonly answers?: { readonly status: number; readonly body: unknown }
  /** The rows that say why something of it is not equal; without any, all is. */
  readonly differs?: readonly Difference[]
  /** The lines come from two pipes in the one, and in the order in which they were written in the other. */
  readonly unordered?: true
  /** What must be so in the drop-in, where it differs. */
  readonly expected?: Partial<Pick<StepRun, 'result' | 'issues'>>
}

const bash = (inlineScript: string, more: Readonly<Record<string, string>> = {}) => ({
  azureSubscription: 'conn',
  scriptType: 'bash',
  scriptLocation: 'inlineScript',
  inlineScript,
  ...more,
})
const power = (inlineScript: string, more: Readonly<Record<string, string>> = {}) => ({
  ...bash(inlineScript, more),
  scriptType: 'pscore',
})

/** Writes down the environment, and shows the arguments and the directory. */
const LOOK = 'env -0 >"$ENVIRONMENT_FILE"\nprintf "[%s]" "$#" "$@"; echo\necho "in $(basename "$PWD")"\n'
const failing = (pattern: string, says = '', code = '1') => ({ AZ_FAILS: pattern, AZ_SAYS: says, AZ_CODE: code })

const files: StepRequest['sources'] = (directory) => {
  mkdirSync(join(directory, 'a folder'))
  for (const [name, text] of [
    ['a folder/script.sh', LOOK],
    ['script.ps1', 'Get-Thing\n# exits 4'],
    ['script.txt', LOOK],
  ]) {
    writeFileSync(join(directory, name as string), text as string)
    chmodSync(join(directory, name as string), 0o755)
  }
}

export const scenarios: readonly Scenario[] = [
  { title: 'federation, an inline script', inputs: bash(`${LOOK}az group list`) },
  { title: 'federation, with the principal in the environment', inputs: bash(LOOK, { addSpnToEnvironment: 'true' }) },
  { title: 'a secret', endpoint: secret, inputs: bash(`${LOOK}az group list`) },
  {
    title: 'a secret, with the principal in the environment',
    endpoint: secret,
    inputs: bash(LOOK, { addSpnToEnvironment: 'true' }),
  },
  { title: 'a certificate', endpoint: certificate, inputs: bash(`${LOOK}az group list`) },
  {
    title: 'a certificate, with the principal in the environment',
    endpoint: certificate,
    inputs: bash(LOOK, { addSpnToEnvironment: 'true' }),
    differs: ['certificate-key'],
  },
  {
    title: 'a managed identity',
    endpoint: managedIdentity,
    inputs: bash(`${LOOK}az group list`, { addSpnToEnvironment: 'true' }),
  },
  {
    title: 'an Azure DevOps connection',
    major: 3,
    inputs: {
      ...bash(`${LOOK}az devops project list`),
      connectionType: 'azureDevOps',
      azureDevOpsServiceConnection: 'conn',
      azureSubscription: '',
    },
  },
  {
    title: 'an Azure DevOps connection whose extension is missing',
    major: 3,
    inputs: {
      ...bash('az devops project list'),
      connectionType: 'azureDevOps',
      azureDevOpsServiceConnection: 'conn',
      azureSubscription: '',
    },
    env: failing('^extension show'),
  },
  {
    title: 'an Azure DevOps connection with a secret',
    major: 3,
    endpoint: secret,
    inputs: {
      ...bash('true'),
      connectionType: 'azureDevOps',
      azureDevOpsServiceConnection: 'conn',
      azureSubscription: '',
    },
  },
  { title: 'a scheme that nobody knows', endpoint: endpointOf('Certificate'), inputs: bash('true') },
  {
    title: 'no subscription',
    endpoint: endpointOf('WorkloadIdentityFederation', {}, { subscriptionid: '' }),
    inputs: bash('az group list'),
  },
  {
    title: 'a subscription of zeros',
    major: 3,
    endpoint: endpointOf('WorkloadIdentityFederation', {}, { subscriptionid: '00000000-0000-0000-0000-000000000000' }),
    inputs: bash('az group list'),
  },
  { title: 'no subscriptions allowed', major: 3, inputs: bash('az group list', { allowNoSubscriptions: 'true' }) },
  { title: 'the global configuration', inputs: bash(LOOK, { useGlobalConfig: 'true' }) },
  {
    title: 'the version 1, without a script type',
    major: 1,
    inputs: { azureSubscription: 'conn', scriptLocation: 'inlineScript', inlineScript: LOOK, args: 'one two' },
  },
  {
    title: 'arguments with spaces, quotes and letters of every script',
    inputs: bash(LOOK, { arguments: `"a b" 'c d' "e \\"f\\"" ü日本😀 $HOME ; echo *` }),
  },
  { title: 'no arguments', inputs: bash(LOOK, { arguments: '' }) },
  {
    title: 'a script file',
    inputs: {
      ...bash('', { scriptPath: 'a folder/script.sh', arguments: 'x' }),
      scriptLocation: 'scriptPath',
      inlineScript: '',
    },
    sources: files,
  },
  {
    title: 'a working directory with spaces that has to be made',
    inputs: bash(LOOK, { workingDirectory: 'not yet/there' }),
    sources: files,
  },
  { title: 'a script that fails', inputs: bash('echo before; exit 42; echo after') },
  { title: 'a script that a signal ends', inputs: bash('kill -9 $$') },
  {
    title: 'a script that calls az, which fails',
    inputs: bash('set -e; az group list; echo after'),
    env: failing('^group list', 'no such group', '3'),
  },
  { title: 'standard error that nobody minds', inputs: bash('echo out; echo err >&2; echo out2'), unordered: true },
  {
    title: 'standard error that fails the step',
    inputs: bash('for n in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "err $n" >&2; done; exit 0', {
      failOnStandardError: 'true',
    }),
  },
  {
    title: 'no standard error where it would fail the step',
    inputs: bash('echo fine', { failOnStandardError: 'true' }),
  },
  {
    title: 'a script file that is not there',
    inputs: { ...bash('', { scriptPath: 'missing.sh' }), scriptLocation: 'scriptPath', inlineScript: '' },
    sources: files,
  },
  {
    title: 'a script file of another kind',
    inputs: { ...bash('', { scriptPath: 'script.txt' }), scriptLocation: 'scriptPath', inlineScript: '' },
    sources: files,
  },
  { title: 'PowerShell, inline', inputs: power('Get-Thing\n# exits 0', { arguments: '-Name "a b"' }) },
  { title: 'PowerShell that fails', inputs: power('Get-Thing\n# exits 5') },
  {
    title: 'PowerShell whose exit code is ignored',
    inputs: power('Get-Thing', { powerShellIgnoreLASTEXITCODE: 'true', powerShellErrorActionPreference: 'continue' }),
  },
  {
    title: 'a PowerShell file',
    inputs: { ...power('', { scriptPath: 'script.ps1' }), scriptLocation: 'scriptPath', inlineScript: '' },
    sources: files,
  },
  { title: 'Windows PowerShell where there is none', inputs: { ...bash('Get-Thing'), scriptType: 'ps' } },
  { title: 'batch where there is none', inputs: { ...bash('echo'), scriptType: 'batch' } },
  {
    title: 'logging commands of the script',
    inputs: bash(
      'echo "##vso[task.logissue type=warning]careful"; echo "##vso[task.complete result=SucceededWithIssues]done"',
    ),
  },
  {
    title: 'a login that fails inside a script that goes on',
    inputs: bash('az group list; echo went on'),
    env: failing('^login', 'AADSTS700016: no such application'),
    differs: ['lazy-login'],
    expected: {
      result: 'failed',
      issues: [
        'error: Error Code: [1]',
        'error: Error: Azure login failed',
        'error: Script failed with error: AADSTS700016: no such application',
      ],
    },
  },
  {
    title: 'a login that fails before the script',
    inputs: bash('echo never'),
    env: failing('^login', 'AADSTS700016: no such application'),
    differs: ['eager-failure'],
    expected: { result: 'succeeded' },
  },
  {
    title: 'a login that says nothing when it fails',
    inputs: bash('az group list'),
    env: failing('^login', '', '7'),
    differs: ['lazy-login', 'login-words'],
    expected: {
      result: 'failed',
      issues: [
        'error: Error Code: [7]',
        'error: Error: Azure login failed',
        'error: Script failed with error: Azure login failed: az ended with exit code 7 and no message',
      ],
    },
  },
  {
    title: 'a secret that has expired',
    endpoint: secret,
    inputs: bash('az group list'),
    env: failing('^login', 'AADSTS7000222: The provided client secret keys are expired.'),
    differs: ['lazy-login'],
    expected: { result: 'failed' },
  },
  {
    title: 'a subscription that cannot be set',
    inputs: bash('az group list'),
    env: failing('^account set', 'The subscription does not exist.'),
    differs: ['lazy-login'],
    expected: {
      result: 'failed',
      issues: [
        'error: Error Code: [1]',
        'error: Error: Azure login failed',
        'error: Script failed with error: The subscription does not exist.',
      ],
    },
  },
  { title: 'keepAzSessionActive', inputs: bash('az group list', { keepAzSessionActive: 'true' }) },
  {
    title: 'keepAzSessionActive with a secret',
    endpoint: secret,
    inputs: bash('az group list', { keepAzSessionActive: 'true' }),
    differs: ['keep-alive-scheme'],
    expected: { result: 'succeeded' },
  },
  {
    title: 'a connection that the stage does not reference',
    inputs: bash('true'),
    answers: {
      status: 403,
      body: {
        count: 90,
        value: `There is no explicit reference to service connection ${ID} from current stage Stage.Job.__default.`,
      },
    },
    differs: ['refusal-words'],
    expected: { result: 'failed' },
  },
]
