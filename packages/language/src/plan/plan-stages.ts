import type { TaskCatalog } from '../definitions/task-definition.ts'
import { jobConditionScope } from '../expression/scope.ts'
import type { YamlNode } from '../source/node.ts'
import {
  type Fields,
  optionalBoolean,
  optionalNode,
  optionalScalar,
  optionalScalars,
  optionalText,
  readFields,
  requiredNode,
} from '../yaml/read-fields.ts'
import { asNonEmptySequence } from '../yaml/read-node.ts'
import { checkCondition } from './check-expression.ts'
import { type Dependent, sortByDependencies } from './dependencies.ts'
import { stageKeys } from './known-keys.ts'
import { nameAll } from './names.ts'
import type { StagePlan } from './plan.ts'
import { planJobs } from './plan-jobs.ts'
import { planVariables } from './plan-variables.ts'
import { readPool, withPool } from './pool.ts'

/**
 * Plans `stages:`, in topological order. A stage without `dependsOn` waits for the one before it in the file; one without a name is `Stage1`, `Stage2` ….
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…`, `ERR_TASK_…` and `ERR_EXPRESSION_…`
 */
export function planStages(node: YamlNode, catalog: TaskCatalog): readonly StagePlan[] {
  const nodes = asNonEmptySequence(node, 'stages')
  const read = nodes.map((item) => readFields(item, 'a stage', stageKeys))
  const names = nameAll(read, 'stage', 'Stage')
  const dependents = read.map((fields, index): Dependent<StagePlan> => {
    const name = names[index] as string
    const before = names[index - 1]
    const written = optionalScalars(fields, 'dependsOn')
    const implied = before === undefined ? [] : [impliedDependency(before, fields)]
    return { name, dependsOn: written ?? implied, item: planStage(fields, name, catalog) }
  })
  return sortByDependencies(dependents, 'stage').map(({ item, dependsOn }) => ({ ...item, dependsOn }))
}

function planStage(fields: Fields, name: string, catalog: TaskCatalog): StagePlan {
  const pool = readPool(fields)
  optionalBoolean(fields, 'isSkippable')
  const condition = checkCondition(optionalScalar(fields, 'condition'), jobConditionScope)
  return {
    name,
    displayName: optionalText(fields, 'displayName') ?? name,
    dependsOn: [],
    ...(condition === undefined ? {} : { condition }),
    variables: planVariables(optionalNode(fields, 'variables')),
    jobs: withPool(planJobs(requiredNode(fields, 'jobs'), catalog), pool),
    place: fields.place,
  }
}

function impliedDependency(name: string, { place }: Fields) {
  return { kind: 'scalar', text: name, style: 'plain', source: name, place } as const
}
