export { nodeProcesses } from './adapters/node-processes.ts'
export { codes, formatPipelineError, PipelineError, type PipelineErrorCode } from './errors.ts'
export { Masker } from './masking/masker.ts'
export { readTaskJson } from './node-task/read-task-json.ts'
export type { BranchFilter, JobPlan, Place, Plan, SchedulePlan, StagePlan, StepPlan } from './plan/plan.ts'
export { planPipeline } from './plan/plan-pipeline.ts'
export { isVisible, resolveInputs } from './plan/task-inputs.ts'
export type { Issue, LineKind, RunEvent, StepIdentity } from './run/events.ts'
export type { JobAccess, JobServices, Processes, RunPorts, ServiceVariable, StepAccess } from './run/ports.ts'
export type { Result } from './run/result.ts'
export { type RunRequest, runPipeline } from './run/run-pipeline.ts'
export { type Occurrence, occurrences } from './schedule/occurrences.ts'
export {
  branchesOfSchedules,
  describeFilter,
  nameOfSchedule,
  refOf,
  type ScheduledBranches,
  type ScheduleOnBranch,
} from './schedule/scheduled-branches.ts'
export { builtInDefinitions, createCatalog } from './tasks/built-in-definitions/index.ts'
export type { TaskCatalog, TaskDefinition } from './tasks/task-definition.ts'
