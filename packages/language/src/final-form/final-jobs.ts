import type { YamlMapping, YamlNode } from '../source/node.ts'
import { mapItems, mapValues, sequenceOf, wrapText } from './entries.ts'
import { finalSteps } from './final-steps.ts'
import { finalVariables } from './final-variables.ts'

/** Stages in the final form. */
export function finalStages(node: YamlNode): YamlNode {
  return mapItems(node, (stage) => (stage.kind === 'mapping' ? finalStage(stage) : stage))
}

/** Jobs in the final form. */
export function finalJobs(node: YamlNode): YamlNode {
  return mapItems(node, (job) => (job.kind === 'mapping' ? finalJob(job) : job))
}

/** A stage: variables and dependencies as lists. `templateContext` is for templates only (learn.microsoft.com, "Template parameters"). */
export function finalStage(stage: YamlMapping): YamlMapping {
  return mapValues(withoutContext(stage), { variables: finalVariables, dependsOn: asList, jobs: finalJobs })
}

/** A job: steps as tasks, and texts that name something as mappings (measured). */
export function finalJob(job: YamlMapping): YamlMapping {
  return mapValues(withoutContext(job), {
    variables: finalVariables,
    dependsOn: asList,
    container: (value) => wrapText(value, 'alias'),
    services: finalServices,
    environment: (value) => wrapText(value, 'name'),
    steps: finalSteps,
    strategy: finalStrategy,
  })
}

function withoutContext(mapping: YamlMapping): YamlMapping {
  return { ...mapping, entries: mapping.entries.filter(({ key }) => key.text !== 'templateContext') }
}

/** `services` whose values are aliases. */
export function finalServices(node: YamlNode): YamlNode {
  if (node.kind !== 'mapping') return node
  return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: wrapText(value, 'alias') })) }
}

/** A container that is named by its alias. */
export function finalContainer(node: YamlNode): YamlNode {
  return wrapText(node, 'alias')
}

/** One dependency as a list of one. */
function asList(node: YamlNode): YamlNode {
  if (node.kind !== 'scalar') return node
  return sequenceOf(node.text === '' ? [] : [node], node.place)
}

const hookNames = ['preDeploy', 'deploy', 'routeTraffic', 'postRouteTraffic']

/** The steps in all hooks of a deployment's strategy; a matrix stays as it is. */
function finalStrategy(node: YamlNode): YamlNode {
  if (node.kind !== 'mapping') return node
  const hook = (value: YamlNode) => (value.kind === 'mapping' ? mapValues(value, { steps: finalSteps }) : value)
  const on = (value: YamlNode) =>
    value.kind === 'mapping' ? mapValues(value, { failure: hook, success: hook }) : value
  const hooks = { ...Object.fromEntries(hookNames.map((name) => [name, hook])), on }
  const lifecycle = (value: YamlNode) => (value.kind === 'mapping' ? mapValues(value, hooks) : value)
  return mapValues(node, { runOnce: lifecycle, rolling: lifecycle, canary: lifecycle })
}
