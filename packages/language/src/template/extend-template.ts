import { FoldedObject } from '../expression/folded-object.ts'
import { valueAt } from '../final-form/entries.ts'
import { finalVariables } from '../final-form/final-variables.ts'
import type { YamlEntry, YamlMapping, YamlNode } from '../source/node.ts'
import { type Expansion, expandValue } from './expand-value.ts'
import type { Frame } from './frame.ts'
import { openTemplate, type Templates, warnOfStub } from './include-template.ts'

const workKeys = ['stages', 'jobs', 'steps'] as const

/**
 * The root of a pipeline with `extends` replaced by what the template has: its variables and its stages, jobs or steps, in the place of `extends`; of its resources
 * only containers count (measured for variables and stages).
 */
export function carryOutExtends(
  root: YamlMapping,
  frame: Frame,
  templates: Templates,
  expansion: Expansion,
): YamlMapping {
  const reference = valueAt(root, 'extends')
  if (reference?.kind !== 'mapping') return root
  const given = extendedEntries(reference, { ...frame, variables: variablesOf(root, frame) }, templates, expansion)
  const entries = root.entries.flatMap((entry): readonly YamlEntry[] =>
    entry.key.text === 'extends' ? given : [entry],
  )
  return mergeVariables({ ...root, entries })
}

/** What expressions in the template can read: the variables of the file that extends it, too. */
function variablesOf(root: YamlMapping, frame: Frame): FoldedObject {
  const variables = new FoldedObject(frame.variables)
  const node = valueAt(root, 'variables')
  for (const item of node ? itemsOf(finalVariables(node)) : []) {
    const name = item.kind === 'mapping' ? valueAt(item, 'name') : undefined
    const value = item.kind === 'mapping' ? valueAt(item, 'value') : undefined
    if (name?.kind === 'scalar') variables.set(name.text, value?.kind === 'scalar' ? value.text : '')
  }
  return variables
}

function extendedEntries(
  reference: YamlMapping,
  from: Frame,
  templates: Templates,
  expansion: Expansion,
): readonly YamlEntry[] {
  const opened = openTemplate(reference, from, templates, expansion)
  if (!opened) return []
  if (opened.kind === 'stub') {
    warnOfStub(opened.file, reference, expansion.report)
    return passedWork(reference)
  }
  const expanded = expandValue(
    { node: opened.root, frame: opened.frame, level: 'root' },
    'template_extends',
    'none',
    expansion,
  )
  if (expanded?.kind !== 'mapping') return []
  const whole = carryOutExtends(expanded, opened.frame, templates, expansion)
  return whole.entries.filter(({ key }) => key.text === 'variables' || workKeys.some((name) => name === key.text))
}

function passedWork(reference: YamlMapping): readonly YamlEntry[] {
  const passed = valueAt(reference, 'parameters')
  if (passed?.kind !== 'mapping') return []
  const name = workKeys.find((key) => valueAt(passed, key)?.kind === 'sequence')
  return passed.entries.filter(({ key }) => key.text === name)
}

/** Variables of the entry file and of the template become one list. */
function mergeVariables(root: YamlMapping): YamlMapping {
  const all = root.entries.filter(({ key }) => key.text === 'variables')
  const [first, second] = all
  if (!first || !second) return root
  const merged: YamlNode = {
    ...first.value,
    kind: 'sequence',
    items: all.flatMap(({ value }) => itemsOf(finalVariables(value))),
  } as YamlNode
  const entries = root.entries
    .filter((entry) => entry !== second)
    .map((entry) => (entry === first ? { key: entry.key, value: merged } : entry))
  return { ...root, entries }
}

function itemsOf(node: YamlNode): readonly YamlNode[] {
  return node.kind === 'sequence' ? node.items : []
}
