import type { YamlMapping, YamlNode } from '../source/node.ts'
import { asMapping, itemsOf, nodeAt, placesOf, textAt, textsOf } from './final-node.ts'
import type { PoolPlan, StagePlan } from './plan.ts'
import { planJobs, planPool } from './plan-jobs.ts'
import { planVariables } from './plan-variables.ts'
import type { Planning } from './planning.ts'
import { sortByDependencies } from './sort-by-dependencies.ts'

/** Plans `stages:`, in topological order. A stage without `dependsOn` waits for the one before it in the file; one without a name is `Stage1`, `Stage2` … */
export function planStages(
  node: YamlNode | undefined,
  pool: PoolPlan | undefined,
  planning: Planning,
): readonly StagePlan[] {
  const stages = itemsOf(node).flatMap((item) => asMapping(item) ?? [])
  const names = stages.map((stage, index) => textAt(stage, 'stage') ?? `Stage${index + 1}`)
  return sortByDependencies(
    stages.map((stage, index) =>
      planStage(stage, { name: names[index] ?? '', before: names[index - 1], pool }, planning),
    ),
  )
}

function planStage(
  stage: YamlMapping,
  {
    name,
    before,
    pool: outer,
  }: { readonly name: string; readonly before: string | undefined; readonly pool: PoolPlan | undefined },
  planning: Planning,
): StagePlan {
  const condition = textAt(stage, 'condition')
  const dependsOn = nodeAt(stage, 'dependsOn')
  const pool = planPool(nodeAt(stage, 'pool')) ?? outer
  const implied = before === undefined ? [] : [before]
  return {
    name,
    displayName: textAt(stage, 'displayName') ?? name,
    dependsOn: dependsOn ? textsOf(dependsOn) : implied,
    ...(condition === undefined ? {} : { condition }),
    variables: planVariables(nodeAt(stage, 'variables'), planning),
    jobs: planJobs(nodeAt(stage, 'jobs') ?? nodeAt(stage, 'phases'), pool, planning),
    places: placesOf(stage, ['displayName', 'condition']),
    place: stage.place,
  }
}
