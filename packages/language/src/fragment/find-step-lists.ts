import type { YamlEntry, YamlMapping, YamlNode } from '../source/node.ts'

/** Under these keys `task` and `script` are names of the user's own, not a step's. */
const NOT_STEPS = new Set(['inputs', 'env', 'variables'])

/** The shortcuts whose first key is what they do (learn.microsoft.com, YAML schema, "steps"). */
const SHORTCUTS = new Set(['script', 'bash', 'pwsh', 'powershell', 'checkout', 'download', 'publish', 'upload'])

/** Steps that run one after the other, as far as a fragment shows it. */
export type StepList = readonly YamlMapping[]

/**
 * Finds the steps of a pipeline or a template fragment, wherever a step may stand: in a list, behind an expression such as `${{ if … }}` in one, as the default of a parameter, or with an anchor.
 *
 * @param anchored the nodes with an anchor: `x: &step {task: …}` is a step to be
 */
export function findStepLists(roots: readonly YamlNode[], anchored: ReadonlySet<YamlNode>): readonly StepList[] {
  const lists: YamlMapping[][] = []
  for (const root of roots) walk(root, { stepLike: false, underStepKey: true, list: undefined }, anchored, lists)
  return lists.filter((list) => list.length > 0)
}

/** What the surroundings of a node say about whether a mapping there is a step. */
interface Surroundings {
  readonly stepLike: boolean
  /** False directly under `inputs`, `env` or `variables`. */
  readonly underStepKey: boolean
  /** The list that an expression in it goes on. */
  readonly list: YamlMapping[] | undefined
}

function walk(node: YamlNode, around: Surroundings, anchored: ReadonlySet<YamlNode>, lists: YamlMapping[][]): void {
  if (node.kind === 'scalar') return
  if (node.kind === 'sequence') {
    const list = around.list ?? newList(lists)
    for (const item of node.items) walk(item, { stepLike: true, underStepKey: true, list }, anchored, lists)
    return
  }
  const list = around.stepLike ? around.list : undefined
  if (around.underStepKey && isStep(node, around.stepLike, anchored)) (list ?? newList(lists)).push(node)
  for (const { key, value } of node.entries) {
    const name = key.text.toLowerCase()
    const inner = isDirective(key.text)
      ? { ...around, list }
      : { stepLike: name === 'default', underStepKey: !NOT_STEPS.has(name), list: undefined }
    walk(value, inner, anchored, lists)
  }
}

function newList(lists: YamlMapping[][]): YamlMapping[] {
  const list: YamlMapping[] = []
  lists.push(list)
  return list
}

function isStep(node: YamlMapping, stepLike: boolean, anchored: ReadonlySet<YamlNode>): boolean {
  const first = node.entries[0]?.key.text ?? ''
  if (stepLike && SHORTCUTS.has(first)) return true
  const named = stepLike || anchored.has(node) || findEntry(node, 'inputs') !== undefined
  return named && findEntry(node, 'task') !== undefined
}

/** The entry of a key, names compared without case. */
export function findEntry(mapping: YamlMapping, name: string): YamlEntry | undefined {
  return mapping.entries.find(({ key }) => key.text.toLowerCase() === name)
}

/** Whether a key is an expression of templates: `${{ if … }}`, `${{ each … }}`, `${{ insert }}`. */
export function isDirective(key: string): boolean {
  return key.trimStart().startsWith('${{')
}
