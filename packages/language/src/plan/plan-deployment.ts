import type { TaskCatalog } from '../definitions/task-definition.ts'
import { LanguageError } from '../errors.ts'
import type { YamlNode } from '../source/node.ts'
import {
  type Fields,
  optionalNode,
  optionalScalars,
  optionalText,
  readFields,
  requiredNode,
  requiredScalar,
} from '../yaml/read-fields.ts'
import { wrongValue } from '../yaml/read-node.ts'
import { strategyKeys } from './known-keys.ts'
import type { DeploymentPlan, HookName, HookPlan } from './plan.ts'
import { planSteps } from './plan-steps.ts'
import { readPool } from './pool.ts'
import { unsupported } from './unsupported.ts'

/** The hooks of a strategy by their keys, in the order in which they run (learn.microsoft.com, "Deployment jobs", descriptions of lifecycle hooks). */
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

const STRATEGIES = ['runOnce', 'rolling', 'canary'] as const
/** The keys that only one strategy has. */
const OWN_KEYS = { runOnce: [], rolling: ['maxParallel'], canary: ['increments'] } as const

const hookKeys = { accepted: ['steps', 'pool'] }
const environmentKeys = { accepted: ['name', 'resourceName', 'resourceId', 'resourceType', 'tags'] }

/**
 * Plans what a deployment job has beside a job (learn.microsoft.com, YAML schema, "jobs.deployment"): its environment and the hooks of its strategy. Nobody approves here,
 * and no history is kept.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…`, `ERR_TASK_…` and `ERR_EXPRESSION_…`
 */
export function planDeployment(fields: Fields, catalog: TaskCatalog): DeploymentPlan {
  const environment = planEnvironment(requiredNode(fields, 'environment'))
  const written = readFields(requiredNode(fields, 'strategy'), "the deployment's 'strategy'", strategyKeys)
  const strategy = STRATEGIES.find((name) => written.entries.has(name)) ?? 'runOnce'
  const lifecycle = readFields(requiredNode(written, strategy), `'${strategy}'`, {
    accepted: [...HOOKS.map(([key]) => key), 'on', ...OWN_KEYS[strategy]],
  })
  const on = optionalNode(lifecycle, 'on')
  const last = on && readFields(on, "'on'", { accepted: LAST_HOOKS.map(([key]) => key) })
  const hooks = [...planHooks(lifecycle, HOOKS, catalog), ...(last ? planHooks(last, LAST_HOOKS, catalog) : [])]
  if (hooks.length === 0)
    throw new LanguageError('ERR_PLAN_MISSING_KEY', {
      message: `'${strategy}' has nothing to run`,
      hint: "Add 'deploy:' with its 'steps:'.",
      place: lifecycle.place,
      data: { key: 'deploy' },
    })
  const increments = readIncrements(lifecycle)
  return { environment, strategy, ...(increments ? { increments } : {}), hooks }
}

function readIncrements(fields: Fields): readonly number[] | undefined {
  return optionalScalars(fields, 'increments')?.map(({ text, place }) => {
    const percent = Number(text)
    if (Number.isFinite(percent) && percent > 0 && percent <= 100) return percent
    throw wrongValue(text, "an entry of 'increments'", 'a number from 1 to 100', place)
  })
}

function planHooks(fields: Fields, hooks: typeof HOOKS, catalog: TaskCatalog): readonly HookPlan[] {
  return hooks.flatMap(([key, name]) => {
    const node = optionalNode(fields, key)
    if (!node) return []
    const hook = readFields(node, `'${key}'`, hookKeys)
    readPool(hook)
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
