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
  /** What the agent prints above the lines of a built-in task; those of folders have theirs in `folder`. */
  readonly about?: TaskAbout
  readonly inputs: readonly TaskInputDefinition[]
  /** `server` where the service itself runs the task, in jobs with `pool: server`; an agent runs all others. */
  readonly runsOn?: 'server'
  /** Where the task's files are and what to run of them. Built-in tasks have none: they are part of the runner. */
  readonly folder?: TaskFolder
}

/** Who made a task, and what for. */
export interface TaskAbout {
  readonly description: string
  readonly author: string
  readonly help: string
}

/** The part of a `task.json` that says how the task runs, and where its folder is. */
export interface TaskFolder {
  /** Absolute. */
  readonly directory: string
  /** What the agent prints above the task's own lines. */
  readonly about: TaskAbout
  readonly minimumAgentVersion: string
  /** By phase; a phase without handlers does not run. */
  readonly handlers: Readonly<Record<TaskPhase, readonly TaskHandler[]>>
  /** Variables that are outputs although the task does not say so when it sets them. */
  readonly outputVariables: readonly string[]
  /** `restrictions.commands.mode` is `restricted`. */
  readonly restrictedCommands: boolean
  /** Patterns of the variables that the task may set (`restrictions.settableVariables.allowed`); undefined where it may set all. */
  readonly settableVariables?: readonly string[]
}

/** The phases of a task: before the steps of its job, as the step, and after the steps of its job. */
export type TaskPhase = 'pre-job' | 'main' | 'post-job'

/** One entry of `execution`, `prejobexecution` or `postjobexecution`. */
export interface TaskHandler {
  /** As the file has it, such as `Node20_1` or `PowerShell3`. */
  readonly name: string
  /** Relative to the folder. */
  readonly target: string
  /** The working directory, where it is not the job's default one. */
  readonly workingDirectory: string
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
  /** The `visibleRule` of the group that the input is in: both must hold. */
  readonly groupRule?: string
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
