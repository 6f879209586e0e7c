import type { YamlMapping, YamlNode } from '../source/node.ts'
import { asMapping, entriesOf, itemsOf, nodeAt, placesOf, textAt, textsOf } from './final-node.ts'
import type { JobPlan, PoolPlan } from './plan.ts'
import { planDeployment } from './plan-deployment.ts'
import { planSteps } from './plan-steps.ts'
import { numberOrText, planStrategy } from './plan-strategy.ts'
import { planVariables } from './plan-variables.ts'
import type { Planning } from './planning.ts'
import { sortByDependencies } from './sort-by-dependencies.ts'

/** learn.microsoft.com, Azure Pipelines YAML schema, "jobs.job": 60 minutes, and 0 for as long as the agent may. */
const DEFAULT_TIMEOUT_MINUTES = 60

/** learn.microsoft.com, Azure Pipelines "Specify jobs", timeouts. */
const DEFAULT_CANCEL_TIMEOUT_MINUTES = 5

const placedKeys = ['displayName', 'condition', 'continueOnError', 'timeoutInMinutes']

/**
 * Plans `jobs:`, in topological order. A job without a name is `Job1`, `Job2` … by its position.
 *
 * @param pool the pool of the stage or the pipeline, for jobs that name none
 */
export function planJobs(
  node: YamlNode | undefined,
  pool: PoolPlan | undefined,
  planning: Planning,
): readonly JobPlan[] {
  const jobs = itemsOf(node).flatMap((item, index) => {
    const job = asMapping(item)
    return job ? [planJob(job, index, pool, planning)] : []
  })
  return sortByDependencies(jobs)
}

function planJob(job: YamlMapping, index: number, outer: PoolPlan | undefined, planning: Planning): JobPlan {
  const isDeployment = nodeAt(job, 'deployment') !== undefined
  const name = textAt(job, isDeployment ? 'deployment' : nodeAt(job, 'phase') ? 'phase' : 'job') ?? `Job${index + 1}`
  const condition = textAt(job, 'condition')
  const deployment = isDeployment ? planDeployment(job, planning) : undefined
  const strategy = isDeployment ? undefined : planStrategy(job, planning)
  const pool = planPool(nodeAt(job, 'pool')) ?? outer
  const container = containerOf(nodeAt(job, 'container'))
  const services = entriesOf(nodeAt(job, 'services')).map(({ key }) => key.text)
  return {
    name,
    displayName: textAt(job, 'displayName') ?? name,
    dependsOn: textsOf(nodeAt(job, 'dependsOn')),
    ...(condition === undefined ? {} : { condition }),
    continueOnError: readBoolean(textAt(job, 'continueOnError')),
    timeoutInMinutes: numberOrText(textAt(job, 'timeoutInMinutes')) ?? DEFAULT_TIMEOUT_MINUTES,
    cancelTimeoutInMinutes: numberOrText(textAt(job, 'cancelTimeoutInMinutes')) ?? DEFAULT_CANCEL_TIMEOUT_MINUTES,
    variables: planVariables(nodeAt(job, 'variables'), planning),
    steps: deployment ? deployment.hooks.flatMap(({ steps }) => steps) : planSteps(nodeAt(job, 'steps'), planning),
    ...(deployment && { deployment }),
    ...(strategy && { strategy }),
    ...(pool && { pool }),
    ...(container === undefined ? {} : { container }),
    ...(services.length > 0 ? { services } : {}),
    places: placesOf(job, placedKeys),
    place: job.place,
  }
}

/** `pool:` as a name or a mapping. */
export function planPool(node: YamlNode | undefined): PoolPlan | undefined {
  if (!node) return undefined
  if (node.kind === 'scalar')
    return node.text === '' ? undefined : { server: isServer(node.text), name: node.text, demands: [] }
  const mapping = asMapping(node)
  const name = textAt(mapping, 'name')
  const vmImage = textAt(mapping, 'vmImage')
  return {
    server: name !== undefined && isServer(name),
    ...(name === undefined ? {} : { name }),
    ...(vmImage === undefined ? {} : { vmImage }),
    demands: textsOf(nodeAt(mapping, 'demands')),
  }
}

function isServer(name: string): boolean {
  return name.trim().toLowerCase() === 'server'
}

/** A container by its alias or image. */
function containerOf(node: YamlNode | undefined): string | undefined {
  if (node?.kind === 'scalar') return node.text || undefined
  const mapping = asMapping(node)
  return textAt(mapping, 'alias') ?? textAt(mapping, 'image')
}

/** A boolean in the words of Azure Pipelines; other text is an expression. */
function readBoolean(text: string | undefined): boolean | string {
  const word = text?.trim().toLowerCase() ?? ''
  if (/^(?:true|y|yes|on)$/.test(word)) return true
  return word === '' || /^(?:false|n|no|off)$/.test(word) ? false : (text ?? false)
}
