import type { KnownRefusal } from './known-refusal.ts'

/** A refusal of a service that gives no AADSTS code: known by its words. */
export interface WordedRefusal extends KnownRefusal {
  /** As the service writes it where it has one; else a name of ours in kebab case. */
  readonly code: string
  /** Global, with all repetition bounded, so that a large log is read in linear time. Named groups become values. */
  readonly pattern: RegExp
}

const ASK_AGAIN = 'Run the step again; the task itself does not ask a second time.'

/**
 * Refusals of Azure DevOps and AWS in a federated exchange. Sources: dotnet/docker-tools#2012, hashicorp/packer-plugin-azure#507, the source of
 * microsoft/azure-pipelines-tasks (AzureCLI) and azure-devops-node-api, the API reference of AWS STS.
 */
export const wordedRefusals: readonly WordedRefusal[] = [
  {
    code: 'no-reference-to-connection',
    pattern:
      /There is no explicit reference to service connection (?<connection>[\w-]{1,64}) from current stage (?<stage>[^\s"'\\]{1,200}?)\.?(?=[\s"'\\]|$)/g,
    meaning:
      'Azure DevOps gives a token only for a service connection that a task of this stage or job names, and none does.',
    cures: [
      'Name the connection in a task input of the same job; a step that never runs is enough: `- task: AzureCLI@2`, `condition: false`, `inputs: {azureSubscription: CONNECTION, scriptType: bash, scriptLocation: inlineScript, inlineScript: exit 0}`.',
    ],
  },
  {
    code: 'TF400813',
    pattern: /TF400813: The user (?:'|\\u0027)(?<user>[^'\\]{0,200})(?:'|\\u0027) is not authorized/g,
    meaning:
      'The token of the job is not good here: it has ended (jobs’ tokens do), is of another job, or lacks the right.',
    cures: [
      'Map the token of this job: `env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}`, and use it while the job runs.',
      'Check the job authorization scope of project and organization if the connection is in another project.',
    ],
  },
  {
    code: 'sign-in-redirect',
    pattern: /https:\/\/[\w.-]{1,100}\/_signin\?[^\s"']{0,100}realm=dev\.azure\.com/g,
    meaning: 'Azure DevOps answered with its sign-in page: the request had no token, or one that has ended.',
    cures: [
      'Map the token: `env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}`; it is no variable of the step otherwise.',
      'Send `X-TFS-FedAuthRedirect: Suppress`, and the answer is a plain 401 instead of a page.',
    ],
  },
  {
    code: 'oidc-request-by-get',
    pattern: /The requested resource does not support http method (?:'|\\u0027|&#39;)(?<method>[A-Z]{1,10})/g,
    meaning:
      'The endpoint for ID tokens was asked with GET; Azure DevOps wants POST (GitHub wants GET: the client was made for that).',
    cures: [
      'Ask with POST and an empty body.',
      'For Packer and other tools made for GitHub: take the token in a step of your own and hand it over in a file.',
    ],
  },
  {
    code: 'null-token',
    pattern: /--federated-token["'\s=]{1,4}(?:null|undefined)\b/g,
    meaning: 'The endpoint gave no token (404, 203 or no JSON), and the task logged in with the word null.',
    cures: [
      ASK_AGAIN,
      'Check that the connection exists and that this pipeline may use it, and look at the answer with a request of your own.',
    ],
  },
  {
    code: 'object-object',
    pattern: /Script failed with error: \[object Object\]/g,
    meaning:
      'A command of the AzureCLI task failed without a word on stderr; the task prints its result as [object Object].',
    cures: [
      'Look at the `##[error]Error Code` line above it, and at the last `[command]` line: that is what failed.',
      'Run again with System.Debug: true.',
    ],
  },
  {
    code: 'TaskOrchestrationPlanSecurityException',
    pattern: /TaskOrchestrationPlanSecurityException/g,
    meaning:
      'Azure DevOps does not know the plan or job of the request any more: the job has ended, or the token is of another one.',
    cures: ['Ask while the job runs, with the token of this job.', ASK_AGAIN],
  },
  {
    code: 'VssInvalidPreviewVersionException',
    pattern: /VssInvalidPreviewVersionException/g,
    meaning: 'The api-version of the request is not one that the endpoint takes.',
    cures: ['Ask with `api-version=7.1`.'],
  },
  {
    code: 'ExpiredTokenException',
    pattern:
      /ExpiredTokenException[^\n]{0,300}?(?:current date\/time (?<currentTime>\d{1,12}) must be before the expiration date\/time (?<expiryTime>\d{1,12})|Token too old: \d{1,12})/g,
    meaning: 'AWS STS refused the ID token: it had ended.',
    cures: [
      'Take the token right before AssumeRoleWithWebIdentity.',
      'Give the SDK the file (AWS_WEB_IDENTITY_TOKEN_FILE) and keep the file fresh, rather than keys that end with the token.',
    ],
  },
  {
    code: 'InvalidIdentityToken',
    pattern: /InvalidIdentityToken[^\n]{0,200}?Incorrect token audience/g,
    meaning: 'The audience of the token is not among the client ids of the identity provider in AWS.',
    cures: [
      'Add the audience to the provider: `aws iam add-client-id-to-open-id-connect-provider`; from Azure DevOps it is api://AzureADTokenExchange or, by Entra, its GUID.',
    ],
  },
  {
    code: 'InvalidIdentityToken',
    pattern: /No OpenIDConnect provider found in your account for (?<issuer>[^\s"'<]{1,300})/g,
    meaning: 'The AWS account has no identity provider for this issuer.',
    cures: [
      'Add the provider with exactly this URL; the issuer of Azure DevOps connections changes from vstoken.dev.azure.com to login.microsoftonline.com until 2027-07-01.',
    ],
  },
  {
    code: 'AccessDenied',
    pattern: /Not authorized to perform sts:AssumeRoleWithWebIdentity/g,
    meaning: 'The trust policy of the AWS role does not fit this token: provider, audience or subject.',
    cures: [
      'Compare the conditions of the trust policy with the token: `mintwell inspect` shows issuer, subject and audience.',
    ],
  },
]
