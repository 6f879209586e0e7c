/**
 * What planner and task host need of a task's `task.json` (public schema: microsoft/azure-pipelines-task-lib, `tasks.schema.json`). Built-in tasks
 * carry theirs as data; `tasks:` in `mintwell.yml` reads a folder's.
 */
export interface TaskDefinition {
  /** The task's GUID, lower case. */
  readonly id: string
  readonly name: string
  readonly major: number
  /** The full version, such as `2.279.0`. */
  readonly version: string
  readonly friendlyName: string
  readonly inputs: readonly TaskInputDefinition[]
}

export interface TaskInputDefinition {
  readonly name: string
  readonly aliases: readonly string[]
  /** `string`, `boolean`, `multiLine`, `filePath`, `pickList`, `connectedService:AzureRM`, … */
  readonly type: string
  readonly defaultValue: string
  readonly required: boolean
  /** Such as `scriptLocation = inlineScript || scriptType = ps && x != y`: a required input counts only where it is visible. */
  readonly visibleRule?: string
  /** The values of a `pickList`. */
  readonly options?: readonly string[]
  /** A `pickList` that takes other values too (`EditableOptions`). */
  readonly editable?: boolean
}

/** Where the planner looks tasks up; names compare without case, as Azure Pipelines does. */
export interface TaskCatalog {
  find(name: string, major: number): TaskDefinition | undefined
  /** All that is known, for the error that names an unknown one. */
  readonly names: readonly string[]
}
