import { stepConditionScope } from '../expression/scope.ts'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import {
  type Fields,
  optionalBoolean,
  optionalCount,
  optionalNode,
  optionalScalar,
  optionalText,
  readFields,
} from '../yaml/read-fields.ts'
import { asMapping, asScalar, toBoolean, wrongType, wrongValue } from '../yaml/read-node.ts'
import { checkCondition } from './check-expression.ts'
import type { StepPlan } from './plan.ts'
import { LONGEST_TIMEOUT_MINUTES } from './timeouts.ts'

/** A planned step that waits for its id. */
export interface StepDraft {
  readonly name: YamlScalar | undefined
  /** What the id is made of where the step has no name. */
  readonly idBase: string
  readonly build: (id: string) => StepPlan
}

/** The parts that steps of every kind have. */
export type StepCommonPlan = Omit<StepPlan, 'id' | 'kind' | 'task' | 'inputs' | 'repository'>

/** learn.microsoft.com, Azure Pipelines "Task types & usage", retries: ten at most. */
const MOST_RETRIES = 10

const targetKeys = { accepted: ['container', 'commands', 'settableVariables'] }

/**
 * Reads what every step may have.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…` and `ERR_EXPRESSION_…`
 */
export function readStepCommon(fields: Fields, displayName: string): StepCommonPlan {
  const name = optionalText(fields, 'name')
  const condition = checkCondition(optionalScalar(fields, 'condition'), stepConditionScope)
  return {
    ...(name === undefined ? {} : { name }),
    displayName: optionalText(fields, 'displayName') ?? displayName,
    enabled: optionalBoolean(fields, 'enabled') ?? true,
    ...(condition === undefined ? {} : { condition }),
    continueOnError: readContinueOnError(optionalScalar(fields, 'continueOnError')),
    timeoutInMinutes: optionalCount(fields, 'timeoutInMinutes', LONGEST_TIMEOUT_MINUTES) ?? 0,
    retryCountOnTaskFailure: optionalCount(fields, 'retryCountOnTaskFailure', MOST_RETRIES) ?? 0,
    env: readEnvironment(fields),
    ...readTarget(fields),
    place: fields.place,
  }
}

/** The name of a step, if it is not empty. */
export function stepName(fields: Fields): YamlScalar | undefined {
  const scalar = optionalScalar(fields, 'name')
  return scalar?.text ? scalar : undefined
}

function readContinueOnError(scalar: YamlScalar | undefined): string {
  if (!scalar || scalar.text.trim() === '') return 'false'
  if (scalar.text.includes('$(') || scalar.text.includes('$[')) return scalar.text
  const value = toBoolean(scalar.text)
  if (value !== undefined) return String(value)
  throw wrongValue(scalar.text, "'continueOnError'", "'true' or 'false'", scalar.place)
}

function readEnvironment(fields: Fields): Readonly<Record<string, string>> {
  const node = optionalNode(fields, 'env')
  if (!node) return {}
  const { entries } = asMapping(node, "'env'")
  return Object.fromEntries(entries.map(({ key, value }) => [key.text, asScalar(value, `'env: ${key.text}'`).text]))
}

/** `target`: the host or a container, and what the step may ask of the agent (learn.microsoft.com, Azure Pipelines YAML schema, "target"). */
function readTarget(fields: Fields): Pick<StepPlan, 'commands' | 'settableVariables' | 'container'> {
  const node = optionalNode(fields, 'target')
  if (!node) return { commands: 'any' }
  if (node.kind === 'scalar') {
    return { commands: 'any', ...containerOf(node) }
  }
  if (node.kind === 'sequence') throw wrongType(node, "'target'", "'host' or a mapping")
  const target = readFields(node, "'target'", targetKeys)
  const settableVariables = readSettable(optionalNode(target, 'settableVariables'))
  return {
    commands: readCommands(target, node.place),
    ...containerOf(optionalScalar(target, 'container')),
    ...(settableVariables ? { settableVariables } : {}),
  }
}

function readCommands(target: Fields, place: Place): StepPlan['commands'] {
  const commands = optionalScalar(target, 'commands')
  const word = commands?.text.toLowerCase() || 'any'
  if (word === 'any' || word === 'restricted') return word
  throw wrongValue(commands?.text ?? '', "'commands'", "'any' or 'restricted'", commands?.place ?? place)
}

/** `none`, or a list of names and patterns. */
function readSettable(node: YamlNode | undefined): readonly string[] | undefined {
  if (!node || (node.kind === 'scalar' && node.text.trim() === '')) return undefined
  if (node.kind === 'sequence') return node.items.map((item) => asScalar(item, "an entry of 'settableVariables'").text)
  const { text, place } = asScalar(node, "'settableVariables'")
  if (text.trim().toLowerCase() === 'none') return []
  throw wrongValue(text, "'settableVariables'", "'none' or a list of names", place)
}

function containerOf(scalar: YamlScalar | undefined): Pick<StepPlan, 'container'> {
  return !scalar || scalar.text === '' || scalar.text.toLowerCase() === 'host' ? {} : { container: scalar.text }
}
