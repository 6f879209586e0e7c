import type { TaskCatalog } from '../definitions/task-definition.ts'
import { LanguageError } from '../errors.ts'
import type { YamlNode } from '../source/node.ts'
import {
  type Fields,
  optionalNode,
  optionalText,
  readFields,
  requiredNode,
  requiredScalar,
} from '../yaml/read-fields.ts'
import { strategyKeys } from './known-keys.ts'
import type { DeploymentPlan, HookName, HookPlan } from './plan.ts'
import { planSteps } from './plan-steps.ts'
import { checkPool } from './pool.ts'
import { unsupported } from './unsupported.ts'

/** The hooks of `runOnce` by their keys, in the order in which they run (learn.microsoft.com, "Deployment jobs", descriptions of lifecycle hooks). */
const HOOKS: readonly (readonly [key: string, name: HookName])[] = [
  ['preDeploy', 'PreDeploy'],
  ['deploy', 'Deploy'],
  ['routeTraffic', 'RouteTraffic'],
  ['postRouteTraffic', 'PostRouteTraffic'],
]
const LAST_HOOKS: readonly (readonly [key: string, name: HookName])[] = [
  ['success', 'OnSuccess'],
  ['failure', 'OnFailure'],
]

const hookKeys = { accepted: ['steps', 'pool'] }
const environmentKeys = { accepted: ['name', 'resourceName', 'resourceId', 'resourceType', 'tags'] }

/**
 * Plans what a deployment job has beside a job (learn.microsoft.com, YAML schema, "jobs.deployment"): its environment and the hooks of its `runOnce`. Nobody approves here,
 * and no history is kept.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…`, `ERR_TASK_…` and `ERR_EXPRESSION_…`
 */
export function planDeployment(fields: Fields, catalog: TaskCatalog): DeploymentPlan {
  const environment = planEnvironment(requiredNode(fields, 'environment'))
  const strategy = readFields(requiredNode(fields, 'strategy'), "the deployment's 'strategy'", strategyKeys)
  const runOnce = readFields(requiredNode(strategy, 'runOnce'), "'runOnce'", {
    accepted: [...HOOKS.map(([key]) => key), 'on'],
  })
  const on = optionalNode(runOnce, 'on')
  const last = on && readFields(on, "'on'", { accepted: LAST_HOOKS.map(([key]) => key) })
  const hooks = [...planHooks(runOnce, HOOKS, catalog), ...(last ? planHooks(last, LAST_HOOKS, catalog) : [])]
  if (hooks.length === 0)
    throw new LanguageError('ERR_PLAN_MISSING_KEY', {
      message: "'runOnce' has nothing to run",
      hint: "Add 'deploy:' with its 'steps:'.",
      place: runOnce.place,
      data: { key: 'deploy' },
    })
  return { environment, hooks }
}

function planHooks(fields: Fields, hooks: typeof HOOKS, catalog: TaskCatalog): readonly HookPlan[] {
  return hooks.flatMap(([key, name]) => {
    const node = optionalNode(fields, key)
    if (!node) return []
    const hook = readFields(node, `'${key}'`, hookKeys)
    checkPool(hook)
    return [{ name, steps: planSteps(requiredNode(hook, 'steps'), catalog) }]
  })
}

/** `environment:` as `NAME`, `NAME.RESOURCE` or a mapping. */
function planEnvironment(node: YamlNode): DeploymentPlan['environment'] {
  if (node.kind === 'scalar') return environmentOf(node.text)
  const fields = readFields(node, "'environment'", environmentKeys)
  const type = fields.entries.get('resourceType')?.value
  if (type?.kind === 'scalar' && /^virtualMachine$/i.test(type.text))
    throw unsupported("a deployment to virtual machines ('resourceType')", type.place, 'leave-out')
  return environmentOf(
    requiredScalar(fields, 'name').text,
    optionalText(fields, 'resourceName'),
    optionalText(fields, 'resourceId'),
  )
}

function environmentOf(written: string, resourceName?: string, resourceId?: string): DeploymentPlan['environment'] {
  const dot = resourceName === undefined ? written.indexOf('.') : -1
  const name = dot === -1 ? written : written.slice(0, dot)
  const resource = dot === -1 ? resourceName : written.slice(dot + 1)
  return {
    name,
    ...(resource === undefined ? {} : { resource }),
    ...(resourceId === undefined ? {} : { resourceId }),
  }
}
