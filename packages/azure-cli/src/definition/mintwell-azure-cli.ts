import { azureCliInputs } from './azure-cli-inputs.ts'
import type { TaskDescription, TaskInput } from './task-description.ts'

/** What the drop-in has beyond AzureCLI, all of it optional: the freshness contract and the surfaces of `mintwell exec`. */
export const freshnessInputs: readonly TaskInput[] = [
  {
    name: 'minRemaining',
    type: 'string',
    label: 'Least remaining time',
    help: 'A token with less left than this when the script starts is not handed out (`90s`, `10m`, `1h30m`). By default the smaller of 5 minutes and a third of its lifetime.',
    group: 'freshness',
  },
  {
    name: 'budget',
    type: 'string',
    label: 'Budget',
    help: 'How long the script needs credentials. With this, `idToken` itself, which cannot be refreshed, must last that long; set it when the token is handed to later steps.',
    group: 'freshness',
  },
  {
    name: 'maxAge',
    type: 'string',
    label: 'Greatest age',
    help: 'An older token is reported as stale, though it may be valid. By default the smaller of 10 minutes and half its lifetime.',
    group: 'freshness',
  },
  {
    name: 'onBreach',
    type: 'pickList',
    label: 'When the token will not last',
    defaultValue: 'wait',
    help: 'What to do when the service gives a token that breaks the contract: wait until it gives another one, ask again, continue with a warning, or fail.',
    options: { wait: 'Wait for another', retry: 'Ask again', warn: 'Continue with a warning', fail: 'Fail' },
    group: 'freshness',
  },
  {
    name: 'maxWait',
    type: 'string',
    label: 'Longest wait',
    defaultValue: '15m',
    help: 'The longest that `onBreach: wait` waits; it never waits longer than the token’s remaining life and a minute.',
    group: 'freshness',
  },
  {
    name: 'refresh',
    type: 'boolean',
    label: 'Keep the token fresh',
    defaultValue: 'true',
    help: 'While the script runs, renew the token in `AZURE_FEDERATED_TOKEN_FILE`, the endpoint at `SYSTEM_OIDCREQUESTURI` and the login of `az`.',
    group: 'freshness',
  },
  {
    name: 'azLogin',
    type: 'pickList',
    label: 'Login of az',
    defaultValue: 'lazy',
    help: 'When `az` logs in: when the script first calls it, before the script, or not at all.',
    options: { lazy: 'When first called', eager: 'Before the script', none: 'Not at all' },
    group: 'freshness',
  },
  {
    name: 'receipts',
    type: 'string',
    label: 'Receipts file',
    help: 'A file to which a receipt of each token is added, one JSON document a line: its fingerprint, times and verdict, never the token. Tokens of earlier runs in it are recognised.',
    group: 'freshness',
  },
  {
    name: 'awsRoleArn',
    type: 'string',
    label: 'AWS role',
    help: "An AWS role that trusts the connection's issuer: sets `AWS_ROLE_ARN` and `AWS_WEB_IDENTITY_TOKEN_FILE`, so that the AWS CLI and SDKs in the script take the role by themselves.",
    group: 'freshness',
  },
]

/** MintwellAzureCLI@1: the drop-in. */
export const mintwellAzureCli: TaskDescription = {
  id: '984fb4ce-b3ac-4117-8c9d-ee1954ef4fa4',
  name: 'MintwellAzureCLI',
  friendlyName: 'Azure CLI with a fresh ID token',
  description:
    'Runs a script with the Azure CLI, as AzureCLI@1, @2 and @3 do, with an ID token that is proven when the script starts and kept fresh while it runs.',
  help: 'Understands every input of AzureCLI@1, @2 and @3: change the name of the task and nothing else. What it adds to them is under *Freshness of the ID token*.',
  major: 1,
  version: '1.0.0',
  instanceNameFormat: 'Azure CLI $(scriptPath)',
  inputs: [...azureCliInputs, ...freshnessInputs],
}

/** MintwellSetup@1: the `mintwell` command for the plain script steps that follow. */
export const mintwellSetup: TaskDescription = {
  id: '04a926e4-5289-4dc2-9639-58138743216b',
  name: 'MintwellSetup',
  friendlyName: 'Set up mintwell',
  description:
    'Puts the mintwell command on PATH, and makes the stage reference a service connection, so that `mintwell exec` gets ID tokens for it in the script steps that follow.',
  help: 'In the steps that follow, map the job token (`env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)`) and call `mintwell exec -- COMMAND`.',
  major: 1,
  version: '1.0.0',
  instanceNameFormat: 'Set up mintwell',
  inputs: [
    {
      name: 'connectedServiceNameARM',
      aliases: ['azureSubscription', 'connectedService'],
      type: 'connectedService:AzureRM',
      label: 'Azure Resource Manager connection',
      required: true,
      help: 'The service connection that the steps which follow ask tokens for. Azure DevOps issues none for a connection that no task input of the stage names.',
    },
  ],
}
