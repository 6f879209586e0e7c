import type { TaskReference } from './read-tasks.ts'

/** A place that the drop-in does not cure. */
export interface Exposed {
  readonly line: number
  readonly column: number
  readonly task: string
  readonly reason: string
  /** The rule of `mintwell lint` that says so. */
  readonly rule?: string
}

/** What a task does with the ID token, by its name in lower case (sources of the tasks: microsoft/azure-pipelines-tasks, microsoft/azure-pipelines-terraform, aws/aws-toolkit-azure-devops). */
const KNOWN: ReadonlyMap<string, string> = new Map([
  [
    'azurepowershell',
    'takes one ID token when it starts and logs in with it; a longer script runs into its end. What can be done with az, or with SDKs that read AZURE_FEDERATED_TOKEN_FILE, can move into a MintwellAzureCLI step with scriptType pscore',
  ],
  [
    'azurekeyvault',
    'takes the ID token as the service gives it, without looking at its age, and trades it at once: a night that starts in the last seconds of an echoed token fails. `az keyvault secret show` in a MintwellAzureCLI step is proven first',
  ],
  [
    'azureresourcemanagertemplatedeployment',
    'takes one ID token when it starts; a deployment that takes longer than its access token (about an hour) ends with the token. `az deployment group create` in a MintwellAzureCLI step logs in again',
  ],
  [
    'azureresourcegroupdeployment',
    'takes one ID token when it starts; a deployment that takes longer than its access token (about an hour) ends with the token. `az deployment group create` in a MintwellAzureCLI step logs in again',
  ],
])

/** Tasks that ask for a new ID token for each exchange of their own (microsoft/azure-pipelines-terraform: TerraformTask@5 hands the request to the provider). */
const FRESH_BY_THEMSELVES = /^(?:terraformtask@[5-9]|terraformtask@\d\d+|mintwell\w+@\d+)/i

/** The names under which tasks of the marketplace take an Azure connection. */
const CONNECTION_INPUTS = [
  'azuresubscription',
  'connectedservicename',
  'connectedservicenamearm',
  'azureresourcemanagerconnection',
  'azuresubscriptionendpoint',
  'azureserviceconnection',
  'azureconnection',
  'backendservicearm',
  'environmentservicenameazurerm',
  'workloadidentityserviceconnection',
]

const GENERIC =
  'takes its ID token by its own means, as the service gives it; Mintwell neither proves it nor keeps it fresh'

/** The tasks of the AWS Toolkit have their connection here. */
const AWS_INPUT = 'awscredentials'
const AWS =
  'takes one ID token when it starts and trades it for credentials of a role, which end after the session of the role (an hour by default); a longer task fails. `mintwell exec --aws-role-arn ARN` around the command gets new ones in time'

function genericReason({ inputs }: TaskReference): string | undefined {
  return CONNECTION_INPUTS.some((input) => inputs.has(input)) ? GENERIC : undefined
}

/** The steps of a file that use an Azure connection by other tasks than the drop-in's. */
export function exposedTasks(tasks: readonly TaskReference[], rewritten: ReadonlySet<number>): readonly Exposed[] {
  return tasks.flatMap((task) => {
    if (rewritten.has(task.start) || FRESH_BY_THEMSELVES.test(task.name)) return []
    const name = (task.name.split('@')[0] ?? '').toLowerCase()
    if (name === 'azurecli') return []
    const reason = KNOWN.get(name) ?? (task.inputs.has(AWS_INPUT) ? AWS : undefined) ?? genericReason(task)
    return reason === undefined ? [] : [{ line: task.line, column: task.column, task: task.name, reason }]
  })
}
