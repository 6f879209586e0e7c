import { sayTokenRefusal } from './azure-devops-token-requests.ts'
import type { WordedRefusal } from './known-refusal.ts'

const MAP_JOB_TOKEN =
  'Map the token: `env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}`; a script does not get that variable otherwise.'

/**
 * Refusals of Azure DevOps itself, known by their words. What an answer of the token endpoint means by its status is in `azure-devops-token-requests.ts`, what its tasks say in
 * `azure-devops-tasks.ts`. Sources: dotnet/docker-tools#2012, hashicorp/packer-plugin-azure#507, azure-devops-node-api, and the public issues named with an entry.
 */
export const azureDevOpsRefusals: readonly WordedRefusal[] = [
  {
    code: 'no-reference-to-connection',
    clues: ['explicit reference', 'reference to service', 'from current stage', 'no explicit'],
    pattern:
      /There is no explicit reference to service connection (?<connection>[\w-]{1,64}) from current stage (?<stage>[^\s"'\\}]{1,200}?)\.?(?=[\s"'\\}]|$)/,
    ...sayTokenRefusal('connection-not-referenced'),
  },
  {
    // microsoft/azure-pipelines-tasks#22457: a classic release does not say which connections its tasks use.
    code: 'connection-not-linked',
    clues: ['connection(s)', 'task(s)'],
    pattern:
      /Service connection\(s\) linked with task\(s\) doesn't exist(?:\. Details: 'Service connection '(?<connection>[\w-]{1,64})')?/,
    meaning:
      'Azure DevOps does not see that the job may use this service connection. In a classic release it does not recognise connections that only a task of the release names.',
    cures: [
      'Run the release again after editing and saving the task’s connection, so that the reference is written anew; check that the connection exists in this project and that the pipeline may use it.',
      'In a classic release move the step to a YAML pipeline, where the reference is found in the task’s input.',
      'Use a newer version of the task: report it to microsoft/azure-pipelines-tasks if the newest has it too.',
    ],
  },
  {
    code: 'TF400813',
    clues: ['TF400813'],
    pattern:
      /TF400813: The user (?:'(?<user>[^']{0,200})' )?is not authorized|TF400813: Resource not available for anonymous access/,
    ...sayTokenRefusal('identity-not-allowed'),
  },
  {
    // microsoft/azure-pipelines-agent#5520
    code: 'VS30063',
    clues: ['VS30063'],
    pattern: /VS30063: You are not authorized to access (?<host>https?:\/\/[\w.-]{1,100}\w)/,
    meaning:
      'Azure DevOps refused the token of the job. In a long job it has expired: it lives as long as the job may run, at most a day or two, however long an agent of your own goes on.',
    cures: [
      'Keep the job shorter than its token: set `timeoutInMinutes`, or split the work into several jobs, each of which gets a token of its own.',
      'Check the clock of the agent’s machine and that it did not sleep.',
      'If it came at once, the token is one of another job or organization, or a personal access token that has expired.',
    ],
  },
  {
    code: 'sign-in-redirect',
    clues: ['/_signin'],
    pattern: /https:\/\/[\w.-]{1,100}\/_signin\?[^\s"']{0,100}realm=dev\.azure\.com/,
    meaning: 'Azure DevOps answered with its sign-in page: the request had no token, or one that has expired.',
    cures: [MAP_JOB_TOKEN, 'Send `X-TFS-FedAuthRedirect: Suppress`, and the answer is a plain 401 instead of a page.'],
  },
  {
    code: 'oidc-request-by-get',
    clues: ['resource does not', 'http method', 'status 405', 'requested resource'],
    pattern: /The requested resource does not support http method '(?<method>[A-Z]{1,10})/,
    ...sayTokenRefusal('method'),
    variants: [
      {
        when: ({ speakers }) => speakers.has('fabric-provider'),
        cures: [
          'Set `FABRIC_AZURE_DEVOPS_SERVICE_CONNECTION_ID` (or `azure_devops_service_connection_id` of the provider) to the id of the service connection: without it the provider asks in GitHub’s way.',
          'Map the job token (`env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}`), and use a current version of the provider.',
        ],
      },
      {
        when: ({ speakers }) => speakers.has('packer'),
        cures: [
          'Packer’s Azure plugin supports only GitHub’s way of asking. Take the token in a step of your own and hand it over: `client_jwt`, or `use_azure_cli_auth = true` in a script of AzureCLI@2.',
        ],
      },
      {
        when: ({ speakers }) => speakers.has('terraform'),
        cures: [
          'Give the provider the id of the service connection: `ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID` (azurerm, azuread: also ARM_OIDC_AZURE_SERVICE_CONNECTION_ID) or `ado_pipeline_service_connection_id`; azapi and azure-sdk-for-go read it too, in newer versions. Without it they ask in GitHub’s way.',
          'Use a newer version of the provider (azurerm >= 4.18, azuread >= 3.2, azapi >= 2.0.1) or TerraformTask@5, which sets all of this.',
        ],
      },
    ],
  },
  {
    // aws/aws-toolkit-azure-devops#565
    code: 'access-token-missing',
    clues: ['AccessToken is', 'ACCESSTOKEN is', 'AccessToken variable', 'SYSTEM_ACCESSTOKEN'],
    pattern:
      /System\.?_?AccessToken(?: variable| environment variable)? (?:is (?:undefined|not (?:set|defined|available)|missing|empty|required)|(?:must|needs to|should) be (?:set|mapped))|(?:environment variable|env var(?:iable)?) '?SYSTEM_ACCESSTOKEN'? (?:is )?(?:not set|missing|undefined|must be set)/,
    meaning: 'The task or script was not given the job’s token, so it cannot ask for an ID token.',
    cures: [
      'In YAML map it in the step: `env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}`.',
      'In a classic pipeline or release check "Allow scripts to access the OAuth token" in the job (Agent job > Additional options).',
    ],
  },
  {
    code: 'TaskOrchestrationPlanSecurityException',
    clues: ['TaskOrchestrationPlanSecurity'],
    pattern: /TaskOrchestrationPlanSecurityException/,
    ...sayTokenRefusal('job-not-running'),
  },
  {
    code: 'VssInvalidPreviewVersionException',
    clues: ['VssInvalidPreviewVersion', 'VssVersionNotS'],
    pattern: /VssInvalidPreviewVersionException|VssVersionNotS\w{1,30}Exception/,
    ...sayTokenRefusal('api-version'),
  },
  {
    // learn.microsoft.com "Troubleshoot authorization for a YAML pipeline"
    code: 'connection-not-found',
    clues: ['could not be found', 'has not been authorized', 'authorized for use'],
    pattern:
      /service connection (?<connection>[^\s"']{1,200}) which could not be found|service connection does not exist,? has been disabled or has(?:n't| not) been authorized for use/,
    meaning:
      'Azure DevOps found no service connection of this name that the pipeline may use: it does not exist in this project, is disabled, or is not authorized for the pipeline.',
    cures: [
      'Check the name (or id) and the project; a name that comes from a variable must be known when the pipeline is compiled.',
      'Authorize the pipeline: in the run choose "Authorize resources", or in the connection Security > Pipeline permissions.',
    ],
  },
]
