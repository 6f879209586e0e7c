export { chooseHandler } from './definitions/choose-handler.ts'
export { readTaskJson } from './definitions/read-task-json.ts'
export { createCatalog, standardDefinitions } from './definitions/standard-definitions.ts'
export type {
  TaskCatalog,
  TaskDefinition,
  TaskFolder,
  TaskHandler,
  TaskInputDefinition,
  TaskPhase,
} from './definitions/task-definition.ts'
export { codes, formatLanguageError, LanguageError, type LanguageErrorCode, quote } from './errors.ts'
export { type Expanded, type ExpandOptions, expandPipeline } from './expand/expand-pipeline.ts'
export type { ExpressionContext, StatusFunctions } from './expression/context.ts'
export { evaluateCondition, evaluateToText } from './expression/evaluate.ts'
export { parseExpression } from './expression/parse-expression.ts'
export { jobConditionScope, stepConditionScope, variableScope } from './expression/scope.ts'
export { type TracedCondition, traceCondition } from './expression/trace-condition.ts'
export { printFinalYaml } from './final-yaml/print-final-yaml.ts'
export { findEntry, findStepLists, isDirective, type StepList } from './fragment/find-step-lists.ts'
export { type FragmentOptions, planFragment, planStepLists } from './fragment/plan-fragment.ts'
export { MOST_JOB_INSTANCES, tooManyInstances } from './plan/job-instances-limit.ts'
export type {
  CheckoutStepPlan,
  DeploymentPlan,
  HookName,
  HookPlan,
  JobPlan,
  LegPlan,
  Plan,
  PoolPlan,
  StagePlan,
  StepPlan,
  StrategyPlan,
  TaskStepPlan,
  ValuePlace,
  ValuePlaces,
  VariablePlan,
} from './plan/plan.ts'
export { type Planned, type PlanOptions, planPipeline } from './plan/plan-pipeline.ts'
export type { GroupVariables } from './plan/planning.ts'
export { isVisible, resolveInputs } from './plan/task-inputs.ts'
export { type Occurrence, occurrences } from './schedule/occurrences.ts'
export type { BranchFilter, SchedulePlan } from './schedule/schedule-plan.ts'
export {
  branchesOfSchedules,
  describeFilter,
  nameOfSchedule,
  refOf,
  type ScheduledBranches,
  type ScheduleOnBranch,
} from './schedule/scheduled-branches.ts'
export { type Diagnostic, MOST_DIAGNOSTICS, sortDiagnostics } from './source/diagnostic.ts'
export { nearestName } from './source/nearest-name.ts'
export type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './source/node.ts'
export { type Place, placeChain } from './source/place.ts'
export { formatServiceMessage } from './source/service-message.ts'
export type { FileReference } from './template/frame.ts'
export type { ReadFile } from './template/load-file.ts'
export { type DocumentsReading, offsetsOf, readDocuments } from './yaml/read-documents.ts'
