import type { WordedRefusal } from './known-refusal.ts'

/**
 * What the tools for Azure say in their own words: the Azure CLI, azure/login, Terraform's providers and Azure Resource Manager itself. Sources: the public issue named with an entry.
 */
export const azureToolRefusals: readonly WordedRefusal[] = [
  {
    // microsoft/azure-pipelines-terraform#360, hashicorp/terraform-provider-azurerm#20794, #21776: the provider falls back to the Azure CLI.
    code: 'no-identity-for-terraform',
    clues: [
      'AzureCli Authorizer',
      'from Azure CLI',
      'from the Azure CLI',
      'Authorizer could be',
      'configure AzureCli',
      "run 'az login'",
      "login' to setup",
      'setup account',
      'Authorizer',
    ],
    pattern:
      /(?:building ARM Config|build authorizer|building account|AzureCli Authorizer|from (?:the )?Azure CLI|AzureRM Client|Authorizer)[^{}]{0,400}?(?:Please run 'az login'|could not parse Azure CLI version|no Authorizer could be configured|executable file not found)/,
    meaning:
      'Terraform found no identity in its settings and fell back to the Azure CLI, which is not signed in here: the ARM_* variables (or the backend’s settings) did not reach it.',
    cures: [
      'Give the step or task its identity: `ARM_USE_OIDC=true`, `ARM_CLIENT_ID`, `ARM_TENANT_ID`, `ARM_SUBSCRIPTION_ID`, and how to get a token (`ARM_OIDC_REQUEST_URL` and `ARM_OIDC_REQUEST_TOKEN`, in Azure Pipelines the id of the service connection as well). Secret variables must be mapped with env:.',
      'The backend has settings of its own: `use_oidc = true` there too, or the same variables at `terraform init`.',
      'In Azure Pipelines use TerraformTask@5, which sets them, or run Terraform in a script of AzureCLI@2.',
    ],
  },
  {
    code: 'az-not-signed-in',
    clues: ["run 'az login'", 'to setup account', "'az login' to", 'setup account'],
    pattern: /Please run 'az login' to setup account/,
    meaning: 'The Azure CLI is not signed in here: it has no session in the configuration directory that it uses.',
    cures: [
      'Run the command where the session is: in the script of AzureCLI@2, after azure/login in the same job, or after `az login --service-principal --federated-token`.',
      'Check AZURE_CONFIG_DIR: AzureCLI@2 gives each step a directory of its own and removes it at its end.',
    ],
  },
  {
    // Azure/login#464 and others: the message comes from az, which read an empty answer as JSON.
    code: 'empty-answer',
    clues: ['Expecting value', 'JSON is invalid'],
    pattern: /(?:JSON is invalid|JSONDecodeError|Decode error)[^\n]{0,60}?Expecting value: line 1 column 1 \(char 0\)/,
    meaning:
      'The Azure CLI got an empty answer, or one that is not JSON, where it expected a token: the service or a proxy in between failed.',
    cures: [
      'Run it again: it is almost always over in a minute.',
      'If it stays, look at the answer: `az login --debug`; a proxy that answers with a page of its own is the other common cause.',
    ],
  },
  {
    // Azure/login#408
    code: 'login-inputs-missing',
    clues: ['values are present', 'Not all values'],
    pattern:
      /Not all values are present\. Ensure 'client-id' and 'tenant-id' are supplied|Not all parameters are provided in 'creds'/,
    meaning: 'azure/login was given no client-id or no tenant-id: the secrets or variables that it reads are empty.',
    cures: [
      'Check the names of the secrets: one that does not exist, or that belongs to an environment which the job does not name (`environment:`), is an empty text.',
      'Pull requests from forks and Dependabot get no secrets of the repository: use variables (`vars.`) for ids, which are not secret.',
      'In a reusable workflow pass them on: `secrets: inherit`.',
    ],
  },
  {
    // Azure/login#556, Azure/azure-workload-identity#1145
    code: 'no-subscriptions',
    clues: ['subscriptions found', 'No subscriptions', 'No subscription found'],
    pattern: /No subscriptions? (?:were )?found (?:for|in) (?<account>[^\s"'.]{1,100})/,
    meaning: 'The sign-in worked, but the identity sees no subscription: it has no role in any.',
    cures: [
      'Give it a role: `az role assignment create --assignee CLIENT_ID --role Reader --scope /subscriptions/SUBSCRIPTION`; a new assignment takes some minutes.',
      'If it needs none, sign in without: `allow-no-subscriptions: true` of azure/login, `az login --allow-no-subscriptions`.',
      'Check the tenant id and the client id: the identity may be another one than you gave the role to.',
    ],
  },
  {
    // hashicorp/terraform-provider-azurerm#20867: Azure Resource Manager refuses an access token.
    code: 'ExpiredAuthenticationToken',
    clues: ['ExpiredAuthenticationToken', 'access token expiry'],
    pattern:
      /ExpiredAuthenticationToken(?:[^{}]{0,40}?The access token expiry UTC time)?|The access token expiry UTC time '[^']{1,60}' is earlier than current UTC time/,
    meaning:
      'Azure Resource Manager refused the access token: it had expired. The client kept one token while it waited for a long operation.',
    cures: [
      'Run it again: the operation itself usually goes on in Azure, so refresh or import the result first.',
      'Use a newer version of the provider or SDK, which takes a new access token while it polls.',
      'Sign in with something that can be renewed (let the provider ask for ID tokens) instead of a fixed access token.',
    ],
  },
  {
    code: 'InvalidAuthenticationToken',
    clues: ['InvalidAuthenticationToken', 'AuthenticationToken'],
    pattern: /InvalidAuthenticationToken(?:Tenant)?(?![a-z])/,
    meaning: 'Azure refused the access token: it is not for this service or tenant, or is not an access token.',
    cures: [
      'Ask for a token of the service that is called (`https://management.azure.com/.default` for Azure Resource Manager), from the tenant of the subscription.',
      'Check that an access token is sent, not the ID token of the CI.',
    ],
  },
  {
    // learn.microsoft.com names it among the signs of a task without workload identity federation.
    code: 'identity-not-found',
    clues: ['Identity not found', 'Identity not', 'description":"Identity'],
    pattern: /Identity not found/,
    meaning:
      'No managed identity was found on this machine. A client without support for workload identity federation falls back to one; otherwise the machine has none, or not that one.',
    cures: [
      'In a pipeline with a federated service connection use a task or version that supports workload identity federation.',
      'On a machine in Azure assign the identity to it, and give its client id where there are several.',
    ],
  },
  {
    code: 'AuthorizationFailed',
    clues: [
      'have authorization',
      'authorization to perform action',
      'perform action',
      'not have authorization',
      'to perform',
    ],
    pattern:
      /does not have authorization to perform action '(?<action>[^']{1,200})'(?: over scope '(?<scope>[^']{1,400})')?/,
    meaning: 'The sign-in worked, but the identity has no role that allows this action.',
    cures: [
      'Assign a role that allows it at that scope or above: `az role assignment create --assignee CLIENT_ID --role ROLE --scope SCOPE`.',
      'A new assignment takes some minutes, and a token that was taken before does not have it: sign in again.',
    ],
  },
]
