import { LanguageError } from '../errors.ts'
import { parseExpression } from '../expression/parse-expression.ts'
import { stepConditionScope } from '../expression/scope.ts'
import type { YamlMapping, YamlNode, YamlScalar } from '../source/node.ts'
import { asMapping, entriesOf, itemsOf, nodeAt, placesOf, scalarAt, textAt, textsOf, valuePlace } from './final-node.ts'
import type { StepPlan } from './plan.ts'
import { isCheckoutTask, planCheckout } from './plan-checkout.ts'
import { planTask } from './plan-task.ts'
import { type Planning, report } from './planning.ts'
import { createStepIds } from './step-ids.ts'
import type { StepCommonPlan } from './step-kind.ts'

/** Plans `steps:` of a job or a hook, in their order; in the final form each is a task. */
export function planSteps(node: YamlNode | undefined, planning: Planning): readonly StepPlan[] {
  const drafts = itemsOf(node).flatMap((item) => {
    const step = asMapping(item)
    const reference = step && scalarAt(step, 'task')
    if (!step || !reference) return []
    const kind = isCheckoutTask(reference) ? planCheckout(step) : planTask(step, reference, planning)
    return kind ? [{ step, kind }] : []
  })
  const ids = createStepIds(drafts.flatMap(({ step }) => textAt(step, 'name') ?? []))
  return drafts.map(({ step, kind }) => {
    warnOfCondition(scalarAt(step, 'condition'), planning)
    const common = readCommon(step, kind.displayName)
    return kind.build({ ...common, id: common.name ?? ids.generate(kind.idBase) })
  })
}

/** The service takes names and functions in a step's condition that the agent does not know; the step then fails (measured). */
function warnOfCondition(condition: YamlScalar | undefined, planning: Planning): void {
  if (!condition || condition.text.trim() === '') return
  try {
    parseExpression(condition.text, stepConditionScope)
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error
    report(planning, 'warning', error.code, error.message, error.hint, condition.place)
  }
}

const placedKeys = ['name', 'displayName', 'condition', 'continueOnError', 'timeoutInMinutes']

function readCommon(step: YamlMapping, displayName: string): StepCommonPlan {
  const name = textAt(step, 'name')
  const condition = textAt(step, 'condition')
  const env = entriesOf(nodeAt(step, 'env'))
  const places = placesOf(step, placedKeys)
  for (const { key, value } of env) if (value.kind === 'scalar') places[`env.${key.text}`] = valuePlace(value)
  for (const { key, value } of entriesOf(nodeAt(step, 'inputs')))
    if (value.kind === 'scalar') places[`inputs.${key.text}`] = valuePlace(value)
  return {
    ...(name === undefined ? {} : { name }),
    displayName: textAt(step, 'displayName') ?? displayName,
    enabled: !/^(?:false|n|no|off)$/i.test(textAt(step, 'enabled')?.trim() ?? ''),
    ...(condition === undefined ? {} : { condition }),
    continueOnError: readContinueOnError(textAt(step, 'continueOnError')),
    timeoutInMinutes: countOf(textAt(step, 'timeoutInMinutes')),
    retryCountOnTaskFailure: countOf(textAt(step, 'retryCountOnTaskFailure')),
    env: Object.fromEntries(env.map(({ key, value }) => [key.text, value.kind === 'scalar' ? value.text : ''])),
    ...readTarget(nodeAt(step, 'target')),
    places,
    place: step.place,
  }
}

/** A boolean in the words of Azure Pipelines is written as `true` or `false`; other text is for the run. */
function readContinueOnError(text: string | undefined): string {
  const word = text?.trim().toLowerCase() ?? ''
  if (/^(?:true|y|yes|on)$/.test(word)) return 'true'
  return word === '' || /^(?:false|n|no|off)$/.test(word) ? 'false' : (text ?? 'false')
}

function countOf(text: string | undefined): number {
  return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : 0
}

/** `target`: the container, and what the step may ask of the agent (learn.microsoft.com, YAML schema, "target"). */
function readTarget(node: YamlNode | undefined): Pick<StepPlan, 'container' | 'commands' | 'settableVariables'> {
  const mapping = asMapping(node)
  const container = node?.kind === 'scalar' ? node.text : textAt(mapping, 'container')
  const restricted = textAt(mapping, 'commands')?.trim().toLowerCase() === 'restricted'
  const settable = nodeAt(mapping, 'settableVariables')
  const isNone = settable?.kind === 'scalar' && settable.text.trim().toLowerCase() === 'none'
  const isSet = settable !== undefined && !(settable.kind === 'scalar' && settable.text.trim() === '')
  return {
    ...(container && container.toLowerCase() !== 'host' ? { container } : {}),
    commands: restricted ? 'restricted' : 'any',
    ...(isSet ? { settableVariables: isNone ? [] : textsOf(settable) } : {}),
  }
}
