import { LanguageError } from '../errors.ts'
import { upperOrdinal } from '../expression/fold-case.ts'
import { FoldedObject } from '../expression/folded-object.ts'
import { finalStructure } from '../final-form/final-structure.ts'
import type { ParameterType } from '../schema/variable-shapes.ts'
import { suggestName } from '../source/nearest-name.ts'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import { readYaml } from '../yaml/parse-yaml.ts'
import { dataOf, textDataOf } from './data-nodes.ts'
import type { Declaration, Declarations } from './declarations.ts'
import { type Expansion, expandValue } from './expand-value.ts'
import type { Frame } from './frame.ts'
import { type Bound, bindPlain, structuredTypes, typeName } from './parameter-value.ts'
import { Report } from './report.ts'
import { inert } from './unit.ts'

/** A value for a parameter. */
export interface Argument {
  readonly name: YamlScalar
  readonly value: YamlNode
}

/**
 * Makes the `parameters` of a file from what is passed to it and what it declares. Everything that does not fit is reported, all at once; then there are none, and the file
 * is not expanded, as in the service (measured).
 */
export function bindParameters(
  declarations: Declarations,
  passed: readonly Argument[],
  frame: Frame,
  expansion: Expansion,
): FoldedObject | undefined {
  const before = expansion.report.errors
  if (declarations.kind === 'untyped') {
    const parameters = new FoldedObject()
    for (const { name, value } of [...declarations.defaults, ...passed]) parameters.set(name.text, textDataOf(value))
    return parameters
  }
  const parameters = new FoldedObject(undefined, 'error')
  const given = new Map(passed.map((argument) => [upperOrdinal(argument.name.text), argument]))
  for (const declaration of declarations.all) {
    const argument = given.get(upperOrdinal(declaration.name))
    given.delete(upperOrdinal(declaration.name))
    // A default that does not fit is an error even where another value is given.
    const fallback = declaration.default && bind(declaration, declaration.default, frame, expansion)
    const bound = argument ? bind(declaration, argument.value, frame, expansion) : fallback
    if (bound) parameters.set(declaration.name, bound.value)
    else if (!argument && !declaration.default) missing(declaration, expansion.report)
  }
  for (const { name, value } of given.values()) unexpected(name, value, declarations.all, expansion.report)
  return expansion.report.errors > before ? undefined : parameters
}

function missing({ name, node }: Declaration, report: Report): void {
  const hint = `Pass ${name}, or give its declaration a default.`
  report.error('ERR_TEMPLATE_PARAMETER', `A value for the '${name}' parameter must be provided.`, node.place, hint, {
    frame: 'none',
  })
}

function unexpected(name: YamlScalar, value: YamlNode, all: readonly Declaration[], report: Report): void {
  const isQueued = value.kind === 'scalar' && value.place.file === QUEUE
  report.error(
    'ERR_TEMPLATE_PARAMETER',
    `Unexpected parameter '${name.text}'`,
    value.place,
    hintForUnexpected(
      name.text,
      all.map((each) => each.name),
      isQueued ? 'pipeline' : 'template',
    ),
    isQueued ? { frame: 'none' } : {},
  )
}

function hintForUnexpected(name: string, declared: readonly string[], file: 'pipeline' | 'template'): string {
  if (declared.length === 0) return `The ${file} declares no parameters: leave '${name}' out.`
  return suggestName(name, declared, `The ${file} declares`)
}

/** The file of values that are given for a run: they have no place in a file, and the service names none (measured). */
export const QUEUE = '--parameters'

function bind(declaration: Declaration, written: YamlNode, frame: Frame, expansion: Expansion): Bound {
  const { name, type, values } = declaration
  const own = new Report()
  const node = takesStructure(type) ? parseQueued(written) : written
  const shape = structuredTypes[type]
  const bound = shape
    ? bindStructure(declaration, node, shape, frame, { ...expansion, report: own })
    : bindPlain(name, type, node, values, own)
  for (const diagnostic of own.diagnostics) {
    expansion.report.add(node.place.file === QUEUE ? { ...diagnostic, frame: 'none' } : diagnostic)
  }
  return bound
}

function takesStructure(type: ParameterType): boolean {
  return type === 'object' || type === 'pool' || type === 'stringList' || structuredTypes[type] !== undefined
}

/** A structure from the queue is YAML, or JSON, which is YAML as well (measured); what is neither stays text. */
function parseQueued(node: YamlNode): YamlNode {
  if (node.kind !== 'scalar' || node.place.file !== QUEUE) return node
  try {
    return readYaml(node.text, QUEUE)
  } catch (error) {
    if (error instanceof LanguageError) return node
    throw error
  }
}

/** Steps, jobs, stages and containers are checked as what they are, and read by expressions in the service's final form (measured). */
function bindStructure(
  { name, type }: Declaration,
  node: YamlNode,
  shape: string,
  frame: Frame,
  expansion: Expansion,
): Bound {
  const own = new Report()
  const expanded = expandValue(inert(node, frame), shape, 'none', {
    ...expansion,
    report: own,
    include: (_kind, reference) => [reference],
  })
  if (expanded && own.errors === 0) return { value: dataOf(finalStructure(shape, expanded)) }
  const message = `The '${name}' parameter is not a valid ${typeName(type)}.`
  expansion.report.error('ERR_TEMPLATE_PARAMETER', message, node.place, 'See the errors below.', { frame: 'none' })
  for (const diagnostic of own.diagnostics) expansion.report.add(diagnostic)
  return undefined
}
