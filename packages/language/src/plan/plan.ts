import type { SchedulePlan } from '../schedule/schedule-plan.ts'
import type { YamlScalar } from '../source/node.ts'
import type { Place } from '../source/place.ts'

/**
 * The plan: what a pipeline's YAML comes down to, as plain JSON. It is free of YAML; the runner needs nothing else, and everything that judges a pipeline before it runs is built on it.
 * Conditions and runtime expressions are kept as text. A value that came through a template has a place with a chain (`Place.via`).
 */
export interface Plan {
  readonly schema: 2
  /** The file, as the planner was given it. */
  readonly pipeline: string
  /** `name:` of the pipeline: the run number's format, if the file has one. */
  readonly runNameFormat?: string
  readonly variables: readonly VariablePlan[]
  readonly schedules: readonly SchedulePlan[]
  /** In topological order: whatever a stage depends on comes before it. */
  readonly stages: readonly StagePlan[]
}

/** Where the value of a key is, and how it is written: a place inside a `|` block is that of the block and a line more for each line. */
export interface ValuePlace extends Place {
  readonly style: YamlScalar['style']
}

/** Where the values of a step are, by path: `condition`, `displayName`, `inputs.script`, `env.TOKEN`. */
export type ValuePlaces = Readonly<Record<string, ValuePlace>>

/** A variable, or all variables of a group. */
export interface VariablePlan {
  readonly name: string
  /** Verbatim; `$[ … ]` is evaluated when the stage or job starts, `$(x)` when it is used. */
  readonly value: string
  readonly readonly: boolean
  /** Masked in logs, and in no environment: a secret of a variable group. */
  readonly secret?: true
  /** The group that it is from. A group whose variables are not known is one variable without a name. */
  readonly group?: string
  readonly place: Place
}

/** A stage. */
export interface StagePlan {
  /** `__default` where the file has no stages. */
  readonly name: string
  readonly displayName: string
  readonly dependsOn: readonly string[]
  readonly condition?: string
  readonly variables: readonly VariablePlan[]
  /** In topological order. */
  readonly jobs: readonly JobPlan[]
  /** Where the values are. */
  readonly places: ValuePlaces
  readonly place: Place
}

/** Where a job runs in the cloud. Here it is this machine, whatever the pool. */
export interface PoolPlan {
  /** Whether the service runs it itself, without an agent: server tasks alone. */
  readonly server: boolean
  readonly name?: string
  readonly vmImage?: string
  readonly demands: readonly string[]
}

/** A job. Texts that are no number or boolean are macros and expressions that the runner reads when the job starts. */
export interface JobPlan {
  /** `Job` where the file has no jobs, `Job1`, `Job2` … where a job has no name, as Azure Pipelines names them. */
  readonly name: string
  readonly displayName: string
  readonly dependsOn: readonly string[]
  readonly condition?: string
  readonly continueOnError: boolean | string
  /** 0 is no limit. Default 60 (learn.microsoft.com, YAML schema, "jobs.job"). */
  readonly timeoutInMinutes: number | string
  /** Default 5 (learn.microsoft.com, "Specify jobs", timeouts). */
  readonly cancelTimeoutInMinutes: number | string
  readonly variables: readonly VariablePlan[]
  /** Of a deployment those of all its hooks. */
  readonly steps: readonly StepPlan[]
  /** Set for a deployment job, which runs the steps of its hooks. */
  readonly deployment?: DeploymentPlan
  /** Set where the job runs more than once: its instances. */
  readonly strategy?: StrategyPlan
  /** The nearest `pool` of job, stage and pipeline; absent where none says anything. */
  readonly pool?: PoolPlan
  /** The container that the steps run in, by image or by the alias of a container resource. */
  readonly container?: string
  /** The names of the service containers beside the job. */
  readonly services?: readonly string[]
  readonly places: ValuePlaces
  readonly place: Place
}

/** How a job runs several times: its instances are known when it starts. Numbers are texts as the file has them, for they may be expressions. */
export type StrategyPlan =
  | { readonly kind: 'matrix'; readonly legs: readonly LegPlan[]; readonly maxParallel?: string }
  | { readonly kind: 'matrix-expression'; readonly expression: string; readonly maxParallel?: string }
  | { readonly kind: 'parallel'; readonly count: string; readonly maxParallel?: string }

/** A leg of a matrix, with its variables. */
export interface LegPlan {
  readonly name: string
  readonly variables: Readonly<Record<string, string>>
}

/** What a deployment job is besides a job. */
export interface DeploymentPlan {
  readonly environment: { readonly name: string; readonly resource?: string; readonly resourceId?: string }
  /** `rolling` and `canary` repeat the hooks from `deploy` to `postRouteTraffic` for each of their targets and increments. */
  readonly strategy: 'runOnce' | 'rolling' | 'canary'
  /** Of `canary`, in percent. */
  readonly increments?: readonly number[]
  /** In the order in which they run; of the last two only one does. */
  readonly hooks: readonly HookPlan[]
}

/** A lifecycle hook, by the name that outputs and jobs have of it. */
export interface HookPlan {
  readonly name: HookName
  readonly steps: readonly StepPlan[]
}

export type HookName = 'PreDeploy' | 'Deploy' | 'RouteTraffic' | 'PostRouteTraffic' | 'OnSuccess' | 'OnFailure'

export type StepPlan = TaskStepPlan | CheckoutStepPlan

interface StepCommon {
  /** The reference name for output variables: `name:`, or a generated one, unique in the job. */
  readonly id: string
  /** `name:` as written, if any. */
  readonly name?: string
  readonly displayName: string
  readonly enabled: boolean
  readonly condition?: string
  /** `true`, `false` or text with macros and variables, as the file has it. */
  readonly continueOnError: string
  /** 0 is no limit. */
  readonly timeoutInMinutes: number
  readonly retryCountOnTaskFailure: number
  readonly env: Readonly<Record<string, string>>
  /** The container that `target` names; absent for the host, and where it says nothing. */
  readonly container?: string
  /** What logging commands may do: `target.commands`. */
  readonly commands: 'any' | 'restricted'
  /** Patterns of the variables that the step may set, `target.settableVariables`: none of them with an empty list, all where it is absent. */
  readonly settableVariables?: readonly string[]
  readonly places: ValuePlaces
  readonly place: Place
}

/** A task; `script`, `bash`, `pwsh` and `powershell` steps are the tasks that they stand for. */
export interface TaskStepPlan extends StepCommon {
  readonly kind: 'task'
  /** The name of the definition where the task is known, else as written. */
  readonly task: { readonly name: string; readonly major: number }
  /** By the input's real name where the task is known (aliases resolved), values verbatim with their macros; inputs that the step does not set are absent. */
  readonly inputs: Readonly<Record<string, string>>
  /** Set by the runner where this is no step of the file but a phase that a task brings around the job's steps; `of` is the step of the task. */
  readonly phase?: { readonly kind: 'pre-job' | 'post-job'; readonly of: string }
}

/** A checkout. */
export interface CheckoutStepPlan extends StepCommon {
  readonly kind: 'checkout'
  /** `self`, `none`, or the alias of a repository resource. */
  readonly repository: string
  /** Below the job's workspace, where the file says so. */
  readonly path?: string
}
