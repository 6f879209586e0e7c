import { inputGroups, mintwellAzureCli, mintwellSetup, type TaskDescription, type TaskInput } from '@mintwell/azure-cli'

/** A task of the extension: its folder, what runs in it, and its `task.json`. */
export interface ExtensionTask {
  /** The folder's name, and the contribution's id in lower case. */
  readonly folder: string
  /** The module that is bundled into `index.js`, beside `src/`. */
  readonly entry: string
  readonly json: Readonly<Record<string, unknown>>
}

/** The first agent that has the `Node20_1` handler (microsoft/azure-pipelines-tasks, docs/migrateNode20.md). */
const MINIMUM_AGENT = '3.232.1'
/** The handlers; the agent takes the best that it supports (microsoft/azure-pipelines-agent, TaskManager.cs). */
const HANDLERS = ['Node20_1', 'Node24']

/** The tasks of the extension. A new one is a description, an entry and a line here. */
export const extensionTasks: readonly ExtensionTask[] = [
  { folder: 'MintwellAzureCLIV1', entry: 'adapters/mintwell-azure-cli.ts', json: taskJson(mintwellAzureCli) },
  { folder: 'MintwellSetupV1', entry: 'adapters/mintwell-setup.ts', json: taskJson(mintwellSetup) },
]

/**
 * The `task.json` of a task (public schema: microsoft/azure-pipelines-task-lib, `tasks.schema.json`).
 *
 * @example taskJson(mintwellAzureCli).name // 'MintwellAzureCLI'
 */
export function taskJson(task: TaskDescription): Readonly<Record<string, unknown>> {
  const [Major, Minor, Patch] = task.version.split('.').map(Number)
  const groups = Object.entries(inputGroups).filter(([name]) => task.inputs.some(({ group }) => group === name))
  return {
    $schema: 'https://raw.githubusercontent.com/microsoft/azure-pipelines-task-lib/master/tasks.schema.json',
    id: task.id,
    name: task.name,
    friendlyName: task.friendlyName,
    description: task.description,
    author: 'Mintwell',
    helpMarkDown: task.help,
    category: 'Deploy',
    visibility: ['Build', 'Release'],
    runsOn: ['Agent', 'DeploymentGroup'],
    demands: [],
    version: { Major, Minor, Patch },
    minimumAgentVersion: MINIMUM_AGENT,
    instanceNameFormat: task.instanceNameFormat,
    showEnvironmentVariables: true,
    groups: groups.map(([name, displayName]) => ({ name, displayName, isExpanded: false })),
    inputs: task.inputs.map(inputJson),
    execution: Object.fromEntries(HANDLERS.map((name) => [name, { target: 'index.js', argumentFormat: '' }])),
  }
}

function inputJson({
  help,
  group,
  aliases,
  required = false,
  defaultValue = '',
  ...input
}: TaskInput): Readonly<Record<string, unknown>> {
  return {
    name: input.name,
    ...(aliases ? { aliases } : {}),
    type: input.type,
    label: input.label,
    defaultValue,
    required,
    ...(input.visibleRule ? { visibleRule: input.visibleRule } : {}),
    helpMarkDown: help,
    ...(group ? { groupName: group } : {}),
    ...(input.options ? { options: input.options } : {}),
    ...(input.properties ? { properties: input.properties } : {}),
  }
}
