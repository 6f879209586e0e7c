import { jobConditionScope, stepConditionSyntax } from '../expression/scope.ts'
import { valueAt } from '../final-form/entries.ts'
import type { YamlMapping, YamlNode, YamlScalar } from '../source/node.ts'
import type { Report } from '../template/report.ts'
import { checkCondition, checkRuntimeVariables } from './check-conditions.ts'
import { checkDependencies, type GraphNode } from './check-dependencies.ts'
import { isName, jobWords, stageJobWords, stageWords, stepWords } from './graph-words.ts'

const asIs = (reason: string) => reason

/** Checks what only the whole of a pipeline shows: names, dependencies and conditions of its final form, in the service's words, which have no places. */
export function checkPipeline(root: YamlMapping, report: Report): void {
  checkRuntimeVariables(valueAt(root, 'variables'), report)
  const stages = nodesOf(valueAt(root, 'stages'), ['stage'], 'Stage', true)
  const isDefault = stages.length === 1 && stages[0]?.name === '__default'
  checkDependencies(stages, stageWords, root.place, report)
  for (const stage of stages) {
    checkCondition(valueAt(stage.node, 'condition'), jobConditionScope, asIs, report)
    const jobs = nodesOf(
      valueAt(stage.node, 'jobs') ?? valueAt(stage.node, 'phases'),
      ['job', 'deployment', 'phase'],
      'Job',
      false,
    )
    checkDependencies(jobs, isDefault ? jobWords : stageJobWords(stage.name), stage.place, report)
    for (const job of jobs) checkJob(job, report)
  }
}

/** The stages or jobs of a list; those without a name get one by their position. A stage waits for the one before it unless it says otherwise. */
function nodesOf(
  list: YamlNode | undefined,
  keys: readonly string[],
  generated: string,
  inOrder: boolean,
): readonly GraphNode[] {
  const items = list?.kind === 'sequence' ? list.items.filter((item) => item.kind === 'mapping') : []
  const names = items.map((item, index) => nameOf(item, keys)?.text || `${generated}${index + 1}`)
  return items.map((node, index) => {
    const written = valueAt(node, 'dependsOn')
    const before = names[index - 1]
    const implicit: readonly YamlScalar[] =
      inOrder && before !== undefined
        ? [{ kind: 'scalar', text: before, style: 'plain', source: before, place: node.place }]
        : []
    const dependsOn = written?.kind === 'sequence' ? written.items.filter((item) => item.kind === 'scalar') : implicit
    return { name: names[index] as string, dependsOn, node, place: nameOf(node, keys)?.place ?? node.place }
  })
}

function nameOf(node: YamlMapping, keys: readonly string[]): YamlScalar | undefined {
  const value = keys.map((key) => valueAt(node, key)).find((found) => found !== undefined)
  return value?.kind === 'scalar' ? value : undefined
}

function checkJob({ name, node, place }: GraphNode, report: Report): void {
  checkCondition(valueAt(node, 'condition'), jobConditionScope, asIs, report)
  if (valueAt(node, 'deployment') && !valueAt(node, 'environment')) {
    report.error(
      'ERR_TEMPLATE_GRAPH',
      `Job ${name}: Environment is required.`,
      place,
      'Add environment: with the name of one.',
      { frame: 'none' },
    )
  }
  const seen = new Set<string>()
  for (const step of stepsOf(node)) {
    const label = valueAt(step, 'name')
    const stepName = label?.kind === 'scalar' ? label.text : ''
    const explain = (reason: string) => stepWords.condition(name, stepName, conditionText(step), reason)
    checkCondition(valueAt(step, 'condition'), stepConditionSyntax, explain, report)
    if (label?.kind !== 'scalar' || stepName === '') continue
    const problem =
      !isName(stepName) && !stepName.includes('$(')
        ? stepWords.invalid(name, stepName)
        : seen.has(stepName.toLowerCase())
          ? stepWords.duplicate(name, stepName)
          : undefined
    if (problem)
      report.error('ERR_TEMPLATE_GRAPH', problem, label.place, 'Use a unique name of letters, digits and _.', {
        frame: 'none',
      })
    seen.add(stepName.toLowerCase())
  }
}

function conditionText(step: YamlMapping): string {
  const condition = valueAt(step, 'condition')
  return condition?.kind === 'scalar' ? condition.text : ''
}

/** The steps of a job; those of a deployment's hooks are in lists of their own, each checked for conditions only by its hook's turn. */
function stepsOf(job: YamlMapping): readonly YamlMapping[] {
  const steps = valueAt(job, 'steps')
  return steps?.kind === 'sequence' ? steps.items.filter((item) => item.kind === 'mapping') : []
}
