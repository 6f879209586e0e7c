import type { TaskCatalog } from '../definitions/task-definition.ts'
import { jobConditionScope } from '../expression/scope.ts'
import type { YamlNode } from '../source/node.ts'
import {
  type Fields,
  optionalBoolean,
  optionalCount,
  optionalNode,
  optionalScalar,
  optionalScalars,
  optionalText,
  readFields,
  requiredNode,
} from '../yaml/read-fields.ts'
import { asMapping, asNonEmptySequence } from '../yaml/read-node.ts'
import { checkCondition } from './check-expression.ts'
import { type Dependent, sortByDependencies } from './dependencies.ts'
import { deploymentKeys, jobKeys } from './known-keys.ts'
import { nameAll } from './names.ts'
import type { JobPlan } from './plan.ts'
import { planContainers } from './plan-containers.ts'
import { planDeployment } from './plan-deployment.ts'
import { planSteps } from './plan-steps.ts'
import { planStrategy } from './plan-strategy.ts'
import { planVariables } from './plan-variables.ts'
import { readPool } from './pool.ts'
import { LONGEST_TIMEOUT_MINUTES } from './timeouts.ts'

/** learn.microsoft.com, Azure Pipelines YAML schema, "jobs.job": 60 minutes, and 0 for as long as the agent may. */
const DEFAULT_TIMEOUT_MINUTES = 60

/** learn.microsoft.com, Azure Pipelines "Specify jobs", timeouts: 5 minutes to cancel by default, at most 35 790. */
const DEFAULT_CANCEL_TIMEOUT_MINUTES = 5
const LONGEST_CANCEL_TIMEOUT_MINUTES = 35_790

/**
 * Plans `jobs:`, in topological order. A job without a name is `Job1`, `Job2` ….
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…`, `ERR_TASK_…` and `ERR_EXPRESSION_…`
 */
export function planJobs(node: YamlNode, catalog: TaskCatalog): readonly JobPlan[] {
  const read = asNonEmptySequence(node, 'jobs').map((item) =>
    asMapping(item, 'a job').entries.some(({ key }) => key.text === 'deployment')
      ? readFields(item, 'a deployment job', deploymentKeys)
      : readFields(item, 'a job', jobKeys),
  )
  const names = nameAll(read, 'job', 'Job')
  const dependents = read.map((fields, index): Dependent<JobPlan> => {
    const name = names[index] as string
    const dependsOn = optionalScalars(fields, 'dependsOn') ?? []
    return { name, dependsOn, item: planJob(fields, name, catalog) }
  })
  return sortByDependencies(dependents, 'job').map(({ item, dependsOn }) => ({ ...item, dependsOn }))
}

/**
 * Plans the one job of a file that has only `steps:`.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…`, `ERR_TASK_…` and `ERR_EXPRESSION_…`
 */
export function planImplicitJob(fields: Fields, catalog: TaskCatalog): JobPlan {
  return {
    name: 'Job',
    displayName: 'Job',
    dependsOn: [],
    continueOnError: optionalBoolean(fields, 'continueOnError') ?? false,
    timeoutInMinutes: DEFAULT_TIMEOUT_MINUTES,
    cancelTimeoutInMinutes: DEFAULT_CANCEL_TIMEOUT_MINUTES,
    variables: [],
    steps: planSteps(requiredNode(fields, 'steps'), catalog),
    ...strategyOf(fields),
    ...planContainers(fields),
    place: fields.place,
  }
}

function planJob(fields: Fields, name: string, catalog: TaskCatalog): JobPlan {
  const pool = readPool(fields)
  const condition = checkCondition(optionalScalar(fields, 'condition'), jobConditionScope)
  const deployment = fields.entries.has('deployment') ? planDeployment(fields, catalog) : undefined
  return {
    name,
    displayName: optionalText(fields, 'displayName') ?? name,
    dependsOn: [],
    ...(condition === undefined ? {} : { condition }),
    continueOnError: optionalBoolean(fields, 'continueOnError') ?? false,
    timeoutInMinutes: optionalCount(fields, 'timeoutInMinutes', LONGEST_TIMEOUT_MINUTES) ?? DEFAULT_TIMEOUT_MINUTES,
    cancelTimeoutInMinutes:
      optionalCount(fields, 'cancelTimeoutInMinutes', LONGEST_CANCEL_TIMEOUT_MINUTES) ?? DEFAULT_CANCEL_TIMEOUT_MINUTES,
    variables: planVariables(optionalNode(fields, 'variables')),
    ...(deployment
      ? { steps: deployment.hooks.flatMap(({ steps }) => steps), deployment }
      : { steps: planSteps(requiredNode(fields, 'steps'), catalog), ...strategyOf(fields) }),
    ...(pool === undefined ? {} : { pool }),
    ...planContainers(fields),
    place: fields.place,
  }
}

function strategyOf(fields: Fields): Pick<JobPlan, 'strategy'> {
  const strategy = planStrategy(fields)
  return strategy === undefined ? {} : { strategy }
}
