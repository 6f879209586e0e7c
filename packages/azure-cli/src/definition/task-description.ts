/** A task as its `task.json` tells it, without the parts that packaging adds (public schema: microsoft/azure-pipelines-task-lib, `tasks.schema.json`). */
export interface TaskDescription {
  /** The task's GUID, lower case. Never changes. */
  readonly id: string
  readonly name: string
  readonly friendlyName: string
  readonly description: string
  /** What the editor says beside the task, in Markdown. */
  readonly help: string
  readonly major: number
  /** The full version. Raised with every release: agents keep what they have of a version. */
  readonly version: string
  readonly instanceNameFormat: string
  readonly inputs: readonly TaskInput[]
}

export interface TaskInput {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly type: string
  readonly label: string
  readonly defaultValue?: string
  readonly required?: boolean
  readonly visibleRule?: string
  /** The help that the editor and the documentation show, in Markdown. */
  readonly help: string
  /** The values of a `pickList`, with what the editor shows for each. */
  readonly options?: Readonly<Record<string, string>>
  readonly group?: 'advanced' | 'freshness'
  readonly properties?: Readonly<Record<string, string>>
}

/** How the groups are headed in the editor. */
export const inputGroups: Readonly<Record<'freshness' | 'advanced', string>> = {
  freshness: 'Freshness of the ID token',
  advanced: 'Advanced',
}
