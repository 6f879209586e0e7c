import type { ServiceEndpoint } from '@mintwell/azure-cli'
import type { Issue, RunEvent, StepIdentity, Unstamped } from '../ports/events.ts'
import type { Result } from '../ports/result.ts'
import type { VariableSet } from '../variables/variable-set.ts'
import type { LoggingCommand } from './parse-command.ts'

/** What a logging command may touch: the step that it came from, and the job around it. */
export interface CommandScope {
  readonly identity: StepIdentity
  readonly variables: VariableSet
  /** The endpoints of the job by id; commands replace entries. */
  readonly endpoints: Map<string, ServiceEndpoint>
  /** Task variables, seen by the same step's later phases. */
  readonly taskVariables: Map<string, string>
  /** What the task's `task.json` says of the variables that it sets; built-in tasks have none. */
  readonly variableRules?: VariableRules
  /** Whether the step's `target.settableVariables` lets it set a variable; absent where it says nothing. */
  readonly targetMaySet?: (name: string) => boolean
  readonly addSecret: (value: string) => void
  readonly addIssue: (issue: Issue) => void
  /** Merges into the step's result. */
  readonly complete: (result: Result, message: string, done: boolean) => void
  readonly prependPath: (directory: string) => void
  /** Adds a file or folder to an artifact of the run. Throws where it cannot be. */
  readonly publishArtifact?: (name: string, path: string) => void
  readonly emit: (event: Unstamped<RunEvent>) => void
  readonly warn: (message: string) => void
  readonly debug: (message: string) => void
}

/** The rules of a `task.json` for variables. */
export interface VariableRules {
  /** The step whose outputs they are: of a pre-job or post-job phase, the step of its task. */
  readonly owner: string
  /** Whether a variable is an output although the command does not say so. */
  isOutput(name: string): boolean
  maySet(name: string): boolean
}

/** One logging command: a file beside the others, and a line in `logging-commands.ts`. A handler that throws fails the step, as on the agent. */
export interface CommandHandler {
  /** `area.event`, lower case. */
  readonly name: string
  /** Whether it may be used where `target.commands` is `restricted`. */
  readonly allowedWhenRestricted: boolean
  run(command: LoggingCommand, scope: CommandScope): void
}
