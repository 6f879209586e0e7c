import type { SchedulePlan } from '../schedule/schedule-plan.ts'
import type { Place } from '../source/place.ts'

/**
 * The plan: what a pipeline's YAML comes down to, as plain JSON. It is free of YAML; the runner needs nothing else.
 * Conditions and runtime expressions are kept as text, already checked for syntax and for known functions when the plan was made.
 */
export interface Plan {
  readonly schema: 1
  /** The file, as the user named it. */
  readonly pipeline: string
  /** `name:` of the pipeline: the run number's format, if the file has one. */
  readonly runNameFormat?: string
  readonly variables: readonly VariablePlan[]
  readonly schedules: readonly SchedulePlan[]
  /** In topological order: whatever a stage depends on stands before it. */
  readonly stages: readonly StagePlan[]
}

export interface VariablePlan {
  readonly name: string
  /** Verbatim; `$[ … ]` is evaluated when the stage or job starts, `$(x)` when it is used. */
  readonly value: string
  readonly readonly: boolean
  readonly place: Place
}

export interface StagePlan {
  /** `__default` where the file has no stages. */
  readonly name: string
  readonly displayName: string
  readonly dependsOn: readonly string[]
  readonly condition?: string
  readonly variables: readonly VariablePlan[]
  /** In topological order. */
  readonly jobs: readonly JobPlan[]
  readonly place: Place
}

export interface JobPlan {
  /** `Job` where the file has no jobs, `Job1`, `Job2` … where a job has no name, as Azure Pipelines names them. */
  readonly name: string
  readonly displayName: string
  readonly dependsOn: readonly string[]
  readonly condition?: string
  readonly continueOnError: boolean
  /** 0 is no limit. Default 60 (Microsoft-hosted agents, public documentation). */
  readonly timeoutInMinutes: number
  readonly cancelTimeoutInMinutes: number
  readonly variables: readonly VariablePlan[]
  /** Of a deployment those of all its hooks. */
  readonly steps: readonly StepPlan[]
  /** Set for a deployment job, which runs the steps of its hooks. */
  readonly deployment?: DeploymentPlan
  /** The nearest `pool` of job, stage and pipeline; absent where none says anything. */
  readonly pool?: PoolPlan
  /** Set for a job that runs several times. */
  readonly strategy?: StrategyPlan
  /** The container that the steps are to run in, as the file names it. */
  readonly container?: string
  /** The names of the service containers beside the job. */
  readonly services?: readonly string[]
  readonly place: Place
}

/** Where a job is to run. */
export interface PoolPlan {
  /** Whether the service runs it itself, without an agent. */
  readonly server: boolean
  readonly name?: string
  readonly vmImage?: string
}

/** How a job runs several times: its instances are known when it starts. `maxParallel` is text as the file has it. */
export type StrategyPlan =
  | { readonly kind: 'matrix'; readonly legs: readonly LegPlan[]; readonly maxParallel?: string }
  | { readonly kind: 'matrix-expression'; readonly expression: string; readonly maxParallel?: string }
  | { readonly kind: 'parallel'; readonly count: string; readonly maxParallel?: string }

/** One leg of a matrix, with its variables. */
export interface LegPlan {
  readonly name: string
  readonly variables: Readonly<Record<string, string>>
}

/** What a deployment job is beside a job. */
export interface DeploymentPlan {
  /** `rolling` and `canary` repeat the hooks from `deploy` to `postRouteTraffic` for each of their targets and increments. */
  readonly strategy: 'runOnce' | 'rolling' | 'canary'
  /** Of `canary`, in percent. */
  readonly increments?: readonly number[]
  readonly environment: { readonly name: string; readonly resource?: string; readonly resourceId?: string }
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
  /** What logging commands may do: `target.commands`. */
  readonly commands: 'any' | 'restricted'
  /** The container that `target` names; absent for the host, and where it says nothing. */
  readonly container?: string
  /** Patterns of the variables that the step may set, `target.settableVariables`: none of them with an empty list, all where it is absent. */
  readonly settableVariables?: readonly string[]
  readonly place: Place
}

/** A task; `script`, `bash`, `pwsh` and `powershell` steps are the tasks that they stand for. */
export interface TaskStepPlan extends StepCommon {
  readonly kind: 'task'
  readonly task: { readonly name: string; readonly major: number }
  /** By the input's real name (aliases resolved), values verbatim with their macros; inputs that the step does not set are absent. */
  readonly inputs: Readonly<Record<string, string>>
  /** Set by the runner where this is no step of the file but a phase that a task brings around the job's steps; `of` is the step of the task. */
  readonly phase?: { readonly kind: 'pre-job' | 'post-job'; readonly of: string }
}

export interface CheckoutStepPlan extends StepCommon {
  readonly kind: 'checkout'
  /** `self`, `none`, or the alias of a repository of `resources`. */
  readonly repository: string
  /** `path:`, relative to the workspace. */
  readonly path?: string
}
