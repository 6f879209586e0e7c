import { upperOrdinal } from '../expression/fold-case.ts'
import type { ParameterType } from '../schema/variable-shapes.ts'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import type { Report } from './report.ts'

/** A parameter that a file declares. */
export interface Declaration {
  readonly name: string
  readonly type: ParameterType
  readonly default: YamlNode | undefined
  /** As written: they are compared as text. */
  readonly values: readonly string[] | undefined
  readonly node: YamlNode
}

/**
 * How a file takes parameters: by declarations, or, in a template with the old form or no `parameters:` at all, whatever is passed, all scalars as text. An
 * expression in such a template reads a name that was not passed as null: dotnet/arcade's templates depend on it (ChristopherHX/runner.server pull request 308).
 */
export type Declarations =
  | { readonly kind: 'typed'; readonly all: readonly Declaration[] }
  | { readonly kind: 'untyped'; readonly defaults: readonly { readonly name: YamlScalar; readonly value: YamlNode }[] }

/** Reads the `parameters:` of a file that has passed the schema; a name that is declared twice is reported (measured). */
export function readDeclarations(node: YamlNode | undefined, report: Report): Declarations {
  if (node?.kind === 'mapping')
    return { kind: 'untyped', defaults: node.entries.map(({ key, value }) => ({ name: key, value })) }
  if (node?.kind !== 'sequence') return { kind: 'untyped', defaults: [] }
  const seen = new Set<string>()
  const all: Declaration[] = []
  for (const item of node.items) {
    const declaration = readDeclaration(item)
    if (!declaration) continue
    const folded = upperOrdinal(declaration.name)
    if (seen.has(folded)) {
      const message = `The '${declaration.name}' parameter is declared more than once in the parameter list.`
      report.error('ERR_TEMPLATE_PARAMETER', message, item.place, 'Remove one of the declarations.')
      continue
    }
    seen.add(folded)
    all.push(declaration)
  }
  return { kind: 'typed', all }
}

function readDeclaration(node: YamlNode): Declaration | undefined {
  if (node.kind !== 'mapping') return undefined
  const value = (key: string) => node.entries.find((entry) => entry.key.text === key)?.value
  const name = value('name')
  const type = value('type')
  const values = value('values')
  if (name?.kind !== 'scalar') return undefined
  return {
    name: name.text,
    type: (type?.kind === 'scalar' && type.text !== '' ? type.text : 'string') as ParameterType,
    default: value('default'),
    values:
      values?.kind === 'sequence' ? values.items.map((item) => (item.kind === 'scalar' ? item.text : '')) : undefined,
    node,
  }
}
