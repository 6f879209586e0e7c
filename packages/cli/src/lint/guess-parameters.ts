import { findEntry, readDocuments, type YamlMapping } from '@mintwell/language'

/** What stands for a value that only whoever queues a run knows, by the type of the parameter (learn.microsoft.com, YAML schema, "parameters.parameter"). */
const STAND_INS: Readonly<Record<string, string>> = {
  string: 'value',
  number: '1',
  boolean: 'true',
  object: '{}',
  steplist: '[]',
  joblist: '[]',
  stagelist: '[]',
}

/**
 * Values for the parameters of a pipeline that have no default, so that its templates can be read: the first of the values that are allowed, else one of the type.
 *
 * @returns by name; empty where each has a default
 */
export function guessParameters(text: string): Readonly<Record<string, string>> {
  const reading = readDocuments(text, '')
  const [root] = reading.kind === 'documents' ? reading.roots : []
  const list = root?.kind === 'mapping' ? findEntry(root, 'parameters')?.value : undefined
  const declared = list?.kind === 'sequence' ? list.items : []
  return Object.fromEntries(declared.flatMap((node) => (node.kind === 'mapping' ? guessed(node) : [])))
}

function guessed(parameter: YamlMapping): readonly (readonly [string, string])[] {
  const textOf = (key: string) => {
    const value = findEntry(parameter, key)?.value
    return value?.kind === 'scalar' ? value.text : undefined
  }
  const name = textOf('name')
  if (name === undefined || findEntry(parameter, 'default')) return []
  const values = findEntry(parameter, 'values')?.value
  const [first] = values?.kind === 'sequence' ? values.items : []
  const allowed = first?.kind === 'scalar' ? first.text : undefined
  return [[name, allowed ?? STAND_INS[textOf('type')?.toLowerCase() ?? 'string'] ?? 'value']]
}
