import type { WordedRefusal } from './known-refusal.ts'

const ASK_AGAIN = 'Run the step again; the task itself does not ask a second time.'
const MAP_JOB_TOKEN =
  'Map the token: `env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}`; a script does not get that variable otherwise.'
const OTHER_TASK =
  'Use another task or a newer version that supports workload identity federation; the table of tasks is in "Troubleshoot an Azure Resource Manager workload identity service connection" (learn.microsoft.com).'
const RUN_BY_AZURE_CLI =
  'Or run the tool in a script of AzureCLI@2 with addSpnToEnvironment and sign in with $idToken, $servicePrincipalId and $tenantId.'

/**
 * What the tasks of Azure Pipelines and the Azure SDKs in them say where they get no token, or cannot use one. Sources: microsoft/azure-pipelines-tasks, learn.microsoft.com "Troubleshoot an Azure
 * Resource Manager workload identity service connection", and the public issues named with an entry.
 */
export const azureDevOpsTaskRefusals: readonly WordedRefusal[] = [
  {
    code: 'null-token',
    clues: ['federated-token'],
    pattern: /--federated-token["'\s=]{1,4}(?:null|undefined)(?![\w-])/,
    meaning: 'The endpoint gave no token (404, 203 or no JSON), and the task logged in with the word null.',
    cures: [
      ASK_AGAIN,
      'Check that the connection exists and that this pipeline may use it, and look at the answer with a request of your own.',
    ],
  },
  {
    // microsoft/azure-pipelines-tasks#21118
    code: 'no-federated-token',
    clues: ['federated token', 'OIDC token fetch', 'fetch federated', 'OIDC token: '],
    pattern: /Failed to fetch federated token|Error while trying to get OIDC token/,
    meaning: 'Azure DevOps gave the task no ID token, although it asked several times.',
    cures: [
      'Run the job again: the service was most likely unavailable or throttling; https://status.dev.azure.com says whether it still is.',
      'If it happens on every run, use the newest version of the task and check that the connection exists and that this pipeline may use it.',
    ],
  },
  {
    code: 'object-object',
    clues: ['[object'],
    pattern: /Script failed with error: \[object Object\]/,
    meaning:
      'A command of the AzureCLI task failed without a word on stderr; the task prints its result as [object Object].',
    cures: [
      'Look at the `##[error]Error Code` line above it, and at the last `[command]` line: that is what failed.',
      'Run again with System.Debug: true.',
    ],
  },
  {
    // learn.microsoft.com, the table of that page: the client was given no address to ask at.
    code: 'task-without-federation',
    clues: ['unsupported protocol', 'protocol scheme', 'request token: Get'],
    pattern: /cannot request token: Get "?\??[^"]{0,200}"?:? ?"?:? ?unsupported protocol scheme/,
    meaning:
      'The task does not support workload identity federation: its client was given no address to ask for an ID token.',
    cures: [
      OTHER_TASK,
      'In a script set ARM_OIDC_REQUEST_URL to $(System.OidcRequestUri), ARM_OIDC_REQUEST_TOKEN to $(System.AccessToken), and the id of the service connection.',
    ],
  },
  {
    // liprec/vsts-publish-adf#101, Azure/AppConfiguration#805 and #811; keesschollaart81/vsts-arm-outputs#383; learn.microsoft.com, the table of that page.
    code: 'task-without-federation',
    clues: [
      'clientSecret',
      'non empty string',
      'service principal auth',
      'principal auth',
      'only support',
      'servicePrincipalKey',
      'WorkloadIdentityFederation',
      'serviceprincipalkey',
      'auth data not',
    ],
    pattern:
      /tenantId,? ?clientId,? and clientSecret are required parameters|secret must be a non empty string|only supports? service principal auth(?:orization|entication)|only support\(s\) service principal authorization|(?:auth(?:orization)? data not present|auth parameter is not present|Missing (?:required )?parameter):? ?'?[\w-]{0,60}\.?\/?serviceprincipalkey|(?:Unsupported|Unknown|Invalid|Not supported) auth(?:entication|orization)? ?-?(?:scheme|type)[^\n]{0,40}?WorkloadIdentityFederation/i,
    meaning:
      'The task does not support workload identity federation: it looks for a client secret, and the service connection has none.',
    cures: [
      OTHER_TASK,
      RUN_BY_AZURE_CLI,
      'Or give the task a service connection with a secret of its own, until it is updated.',
    ],
  },
  {
    code: 'jwt-not-obtained',
    clues: ['Json Web Token', 'fetch access token for', 'Web Token', 'fetch access', 'principal client ID'],
    pattern:
      /Failed to obtain the Json Web Token ?\(JWT\) using service principal client ID|Could not fetch access token for (?:Azure|Managed Service Principal)/i,
    meaning:
      'The task got no access token with the service connection. The cause is in the words that follow; without any, the task may not support workload identity federation.',
    cures: [
      'Look for an AADSTS code after it: that says what was refused, and `mintwell explain` explains it.',
      'Check the federated credential (issuer, subject, audience) of the app, and that the tenant does not block federation.',
      OTHER_TASK,
    ],
  },
  {
    code: 'az-too-old',
    clues: ['unrecognized', '--federated-token'],
    pattern: /unrecognized arguments:[^\n]{0,200}?--federated-token/,
    meaning: 'The Azure CLI of the agent is too old for workload identity federation: it needs 2.30 or later.',
    cures: ['Update the Azure CLI on the agent.', 'Use a Microsoft-hosted agent.'],
  },
  {
    code: 'keep-session-unsupported',
    clues: ['keepAzSessionActive'],
    pattern: /'keepAzSessionActive' input might be used only for workload identity federation/,
    meaning:
      'keepAzSessionActive works with workload identity federation only, and the service connection uses another scheme.',
    cures: ['Convert the service connection to workload identity federation.', 'Or leave keepAzSessionActive out.'],
  },
  {
    code: 'oidc-token-missing',
    clues: ['oidcToken', 'OIDC token'],
    pattern:
      /oidcToken field not detected in the response|OIDC token not found in response|Unexpected response from OIDC token endpoint/,
    meaning:
      'The Azure SDK asked Azure DevOps for an ID token, and the answer had none; an HTML page in it means that the job token was missing or had expired.',
    cures: [
      MAP_JOB_TOKEN,
      'Check the id of the service connection, and that a task input of the same job names it.',
      'Send `X-TFS-FedAuthRedirect: Suppress`: current Azure SDKs do, and then say 401 instead.',
    ],
  },
]
