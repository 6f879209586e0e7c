import type { AssertionIssuer } from '../assertion/assertion-issuer.ts'
import type { MechanismName } from '../assertion/mechanisms.ts'
import type { Speaker } from '../speakers/speakers.ts'
import { type Cure, EXCHANGE_EARLY, GUARD, TAKE_LATE } from './cure.ts'

/** A cure, and when it helps. Conditions that are left out are always met. */
export interface ListedCure extends Cure {
  readonly mechanism: Exclude<MechanismName, 'echo'>
  readonly issuers?: readonly AssertionIssuer[]
  /** Helps only where one of these speaks. */
  readonly speakers?: readonly Speaker[]
  /** Does not help where one of these speaks. */
  readonly notFor?: readonly Speaker[]
}

/** Clients that keep what they were given and take no part in what `az` does. */
const OWN_LOGIN: readonly Speaker[] = ['terraform', 'powershell', 'packer', 'fabric-provider']

/** What helps, by mechanism, issuer and who speaks. */
export const listedCures: readonly ListedCure[] = [
  {
    mechanism: 'held-too-long',
    speakers: ['terraform'],
    cost: 2,
    text: 'Let Terraform ask for tokens itself instead of giving it a fixed one (`oidc_token`, ARM_OIDC_TOKEN): ARM_USE_OIDC with ARM_OIDC_REQUEST_URL and ARM_OIDC_REQUEST_TOKEN. In Azure Pipelines it needs the id of the service connection as well (ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID), or it asks in GitHub’s way and fails. TerraformTask@5 sets all of this.',
  },
  {
    mechanism: 'held-too-long',
    speakers: ['terraform'],
    cost: 4,
    text: 'A plan file keeps the oidc_token that `terraform init` was given by -backend-config, and presents it when it is applied. Give the backend its identity by environment variables instead (in TerraformTask `backendAzureRmUseEnvironmentVariablesForAuthentication: true`), with Terraform 1.11.2 or newer, or run `init` and `plan` again in the job that applies.',
  },
  {
    mechanism: 'held-too-long',
    speakers: ['packer'],
    cost: 2,
    text: 'A Packer build presents the one token that it was given for as long as it runs; the plugin does not ask again. Keep each build shorter than its token or split it, or sign in with something that lasts: a managed identity on a runner in Azure, or a certificate.',
  },
  {
    mechanism: 'held-too-long',
    speakers: ['powershell'],
    cost: 2,
    text: 'In a long script run `Connect-AzAccount -ServicePrincipal -FederatedToken …` again with a new token, at the latest 55 min after the last time and before each new kind of resource: Az presents the token that it was first given.',
  },
  {
    mechanism: 'held-too-long',
    speakers: ['powershell'],
    cost: 4,
    text: 'Make the contexts and access tokens that the script needs at its start (New-AzStorageContext, `Get-AzAccessToken -ResourceUrl …`), while the token is valid: they last for an hour from then.',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['azure-devops'],
    notFor: OWN_LOGIN,
    cost: 2,
    text: 'For `az` in a long script set `keepAzSessionActive: true` (it logs in again every 8 min; `$idToken` stays the old one).',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['azure-devops'],
    notFor: ['terraform', 'powershell', 'packer'],
    cost: 4,
    text: 'Move the exchange to the start of the step that takes the token, so that all access tokens are fetched in its first minutes, or take the token (an AzureCLI step) right before the exchange.',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['azure-devops'],
    notFor: OWN_LOGIN,
    cost: 4,
    text: 'For Terraform let the provider ask: TerraformTask@5, or ARM_OIDC_REQUEST_URL and its token with the id of the service connection.',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['azure-devops'],
    notFor: ['packer'],
    cost: 4,
    text: 'Use a service connection with a managed identity where an hour is too short: its access tokens live for about a day.',
  },
  { mechanism: 'held-too-long', issuers: ['azure-devops'], notFor: OWN_LOGIN, ...EXCHANGE_EARLY },
  { mechanism: 'held-too-long', issuers: ['azure-devops'], notFor: OWN_LOGIN, ...GUARD },
  {
    mechanism: 'held-too-long',
    issuers: ['github'],
    notFor: ['terraform'],
    cost: 2,
    text: 'In GitHub Actions run azure/login again right before the command that failed; each run takes a new token.',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['github'],
    notFor: ['terraform', 'packer'],
    cost: 4,
    text: 'Have all access tokens that the job needs fetched in its first 5 min (`az account get-access-token --scope …` for each resource).',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['github'],
    notFor: ['terraform', 'packer'],
    cost: 4,
    text: 'Ask in the step itself: GET $ACTIONS_ID_TOKEN_REQUEST_URL with the audience, right before the exchange.',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['gitlab'],
    cost: 4,
    text: 'GitLab mints the token when the job starts, and it cannot be renewed: it expires with the job’s timeout, and after 5 min at the earliest. Exchange it at the start of the job, raise `timeout:`, or split the job.',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['kubernetes'],
    cost: 1,
    text: 'Restart the pod: it then reads the token file that the kubelet has renewed.',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['kubernetes'],
    cost: 3,
    text: 'Check that the file is renewed: `stat $AZURE_FEDERATED_TOKEN_FILE`. If not, look at the kubelet and the projected volume of the pod.',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['kubernetes'],
    cost: 4,
    text: 'Have the app read the projected token file again for each exchange (the kubelet renews it at 80 % of its life): the WorkloadIdentityCredential of a current Azure SDK does, an app that reads the file once at its start (MSAL with a fixed assertion) does not.',
  },
  { mechanism: 'held-too-long', issuers: ['entra'], ...TAKE_LATE },
  { mechanism: 'held-too-long', issuers: ['entra'], ...EXCHANGE_EARLY },
  { mechanism: 'held-too-long', issuers: ['entra'], ...GUARD },
  {
    mechanism: 'held-too-long',
    issuers: ['client'],
    cost: 2,
    text: 'Update the library: azidentity for Go before 1.0.1 (MSAL for Go before 0.5.1) presented an assertion again that it had made earlier (Azure/azure-sdk-for-go#18176).',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['client'],
    cost: 4,
    text: 'Make a new assertion for each request: do not keep one, and do not build the client from a fixed text.',
  },
  {
    mechanism: 'held-too-long',
    issuers: ['unknown'],
    cost: 4,
    text: 'Take a new token right before the exchange.',
  },
  { mechanism: 'held-too-long', issuers: ['unknown'], ...EXCHANGE_EARLY },
  { mechanism: 'held-too-long', issuers: ['unknown'], ...GUARD },
  {
    mechanism: 'late-bound',
    cost: 2,
    text: 'Set the job variable `DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN: false`, so that the task asks for a token of its own.',
  },
  {
    mechanism: 'late-bound',
    cost: 3,
    text: 'Look for a step, template or decorator before it that writes `##vso[task.setendpoint …;field=authParameter;key=idToken]`, and take it out or renew what it writes.',
  },
  {
    mechanism: 'late-bound',
    cost: 4,
    text: 'Ask in the step itself: POST to $SYSTEM_OIDCREQUESTURI with `?api-version=7.1&serviceConnectionId=…` and the mapped System.AccessToken.',
  },
  {
    mechanism: 'clock-skew',
    cost: 2,
    text: 'Set the clock of the machine that made the assertion: `timedatectl set-ntp true`, `w32tm /resync`; a virtual machine or container that slept is a common cause.',
  },
  {
    mechanism: 'clock-skew',
    cost: 3,
    text: 'Check that its times are written in UTC: a local time taken for UTC is off by whole or half hours. Compute the expiry from the time in UTC (`[DateTimeOffset]::UtcNow.ToUnixTimeSeconds()`, `date -u`).',
  },
]
