import type { YamlMapping } from '../source/node.ts'
import { asMapping, nodeAt, textAt, textsOf } from './final-node.ts'
import type { DeploymentPlan, HookName, HookPlan } from './plan.ts'
import { planSteps } from './plan-steps.ts'
import type { Planning } from './planning.ts'

/** The hooks by their keys, in the order in which they run (learn.microsoft.com, "Deployment jobs", descriptions of lifecycle hooks). */
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

const strategies = ['runOnce', 'rolling', 'canary'] as const

/** Plans what a deployment job has besides a job (learn.microsoft.com, YAML schema, "jobs.deployment"): its environment and the hooks of its strategy. */
export function planDeployment(job: YamlMapping, planning: Planning): DeploymentPlan {
  const written = asMapping(nodeAt(job, 'strategy'))
  // Without a strategy there is nothing to run.
  const strategy = strategies.find((key) => nodeAt(written, key)) ?? 'runOnce'
  const lifecycle = asMapping(nodeAt(written, strategy))
  const increments = textsOf(nodeAt(lifecycle, 'increments')).flatMap((text) =>
    /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : [],
  )
  return {
    environment: planEnvironment(asMapping(nodeAt(job, 'environment'))),
    strategy,
    ...(increments.length > 0 ? { increments } : {}),
    hooks: [
      ...planHooks(lifecycle, HOOKS, planning),
      ...planHooks(asMapping(nodeAt(lifecycle, 'on')), LAST_HOOKS, planning),
    ],
  }
}

function planHooks(lifecycle: YamlMapping | undefined, hooks: typeof HOOKS, planning: Planning): readonly HookPlan[] {
  return hooks.flatMap(([key, name]) => {
    const hook = asMapping(nodeAt(lifecycle, key))
    return hook ? [{ name, steps: planSteps(nodeAt(hook, 'steps'), planning) }] : []
  })
}

/** `NAME`, `NAME.RESOURCE` (at the first dot), or a mapping. */
function planEnvironment(environment: YamlMapping | undefined): DeploymentPlan['environment'] {
  const written = textAt(environment, 'name') ?? ''
  const resourceName = textAt(environment, 'resourceName')
  const resourceId = textAt(environment, 'resourceId')
  // A dot of a macro, as in $(Build.SourceBranchName), splits as well in the service; here the macro stays whole.
  const dot = resourceName === undefined && !written.includes('$(') ? written.indexOf('.') : -1
  const resource = dot === -1 ? resourceName : written.slice(dot + 1)
  return {
    name: dot === -1 ? written : written.slice(0, dot),
    ...(resource === undefined ? {} : { resource }),
    ...(resourceId === undefined ? {} : { resourceId }),
  }
}
