import { formatNumber, toNumber, toText } from '../expression/convert.ts'
import type { ShapeName } from '../schema/shape.ts'
import type { ParameterType } from '../schema/variable-shapes.ts'
import type { YamlNode } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import { dataOf, textDataOf } from './data-nodes.ts'
import type { Report } from './report.ts'

/** The value that a parameter takes, or undefined when it takes none, which is reported. */
export type Bound = { readonly value: unknown } | undefined

/** Types whose values are parts of a pipeline, with the shape that they must have. */
export const structuredTypes: Readonly<Partial<Record<ParameterType, ShapeName>>> = {
  step: 'step',
  stepList: 'steps',
  job: 'job',
  jobList: 'jobs',
  deployment: 'job',
  deploymentList: 'jobs',
  stage: 'stage',
  stageList: 'stages',
  container: 'containerResource',
  containerList: 'containers',
}

/** The name of a type in the service's messages. */
export const typeName = (type: ParameterType): string => type.charAt(0).toUpperCase() + type.slice(1)

/** Binds a value that is no part of a pipeline to a type (measured; the words are the service's). */
export function bindPlain(
  name: string,
  type: ParameterType,
  node: YamlNode,
  values: readonly unknown[] | undefined,
  report: Report,
): Bound {
  switch (type) {
    case 'object':
    case 'pool':
      return { value: dataOf(node) }
    case 'legacyObject':
      return { value: textDataOf(node) }
    case 'stringList':
      return bindList(name, node, values, report)
    default:
      return bindScalar(name, type, node, values, report)
  }
}

function bindScalar(
  name: string,
  type: ParameterType,
  node: YamlNode,
  values: readonly unknown[] | undefined,
  report: Report,
): Bound {
  if (node.kind !== 'scalar') {
    report.error(
      'ERR_TEMPLATE_PARAMETER',
      `The '${name}' parameter is not a valid ${typeName(scalarType(type))}.`,
      node.place,
      'Give it text, or declare the parameter as type: object.',
    )
    return undefined
  }
  const value = convert(scalarType(type), node.text)
  if (value === undefined) {
    const hint = type === 'boolean' ? "Write 'true' or 'false'." : 'Write a number.'
    report.error(
      'ERR_TEMPLATE_PARAMETER',
      `The '${name}' parameter value '${node.text}' is not a valid ${typeName(type)}.`,
      node.place,
      hint,
    )
    return undefined
  }
  const isRefused = values && type !== 'boolean' && !isAllowed(value, scalarType(type), values)
  if (isRefused) notAmong(values, name, node.text, node.place, report)
  return isRefused ? undefined : { value }
}

function notAmong(values: readonly unknown[], name: string, text: string, place: Place, report: Report): void {
  const message = `The '${name}' parameter value '${text}' is not a valid value.`
  const hint = `It takes: ${values.map((each) => toText(each) ?? '').join(', ')}.`
  report.error('ERR_TEMPLATE_PARAMETER', message, place, hint)
}

function scalarType(type: ParameterType): 'boolean' | 'number' | 'string' {
  return type === 'boolean' || type === 'number' ? type : 'string'
}

function convert(type: 'boolean' | 'number' | 'string', text: string): unknown {
  if (type === 'string') return text
  if (type === 'number') return text === '' ? undefined : toNumber(text)
  const word = text.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : undefined
}

/** Values are compared as text, after both are of the type; the case counts (measured). */
function isAllowed(value: unknown, type: 'boolean' | 'number' | 'string', values: readonly unknown[]): boolean {
  const asText = (each: unknown) => (typeof each === 'number' ? formatNumber(each) : (toText(each) ?? ''))
  return values.some((each) => asText(type === 'number' ? (toNumber(each) ?? each) : each) === asText(value))
}

/** Binds a list of texts; one that is not among the values is reported at the list (measured). */
function bindList(name: string, node: YamlNode, values: readonly unknown[] | undefined, report: Report): Bound {
  if (node.kind !== 'sequence') {
    const shown = node.kind === 'scalar' ? ` value '${node.text}'` : ''
    report.error(
      'ERR_TEMPLATE_PARAMETER',
      `The '${name}' parameter${shown} is not a valid StringList.`,
      node.place,
      'Write a list of strings.',
    )
    return undefined
  }
  const items = node.items.map((item) => bindScalar(name, 'string', item, undefined, report)?.value)
  if (items.includes(undefined)) return undefined
  const refused = values ? items.filter((item) => !isAllowed(item, 'string', values)) : []
  for (const item of refused) notAmong(values ?? [], name, String(item), node.place, report)
  return refused.length === 0 ? { value: items } : undefined
}
