import { upperOrdinal } from '../expression/fold-case.ts'
import { FoldedObject } from '../expression/folded-object.ts'
import { shapeOf } from '../schema/pipeline-schema.ts'
import type { ExpressionUse, MappingRule, SequenceRule, Shape, ShapeName, TemplateKind } from '../schema/shape.ts'
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import { toBoolean } from '../yaml/boolean-words.ts'
import { defineVariable } from './define-variable.ts'
import type { Evaluation } from './evaluate-scalar.ts'
import { type FlatEntry, flattenMapping, mayCompute } from './flatten-mapping.ts'
import { flattenSequence } from './flatten-sequence.ts'
import { Report } from './report.ts'
import {
  duplicateKey,
  endOfObject,
  noKey,
  unexpectedFirst,
  unexpectedKey,
  unexpectedText,
  wrongKind,
} from './schema-errors.ts'
import { hasExpression } from './segments.ts'
import { isOpen, partOf, placeOf, resolve, type Unit } from './unit.ts'

/** What an expansion needs beside the node: also the way to other files. */
export interface Expansion extends Evaluation {
  /** The items that a reference to a template stands for. */
  readonly include: (kind: TemplateKind, reference: YamlMapping, from: Unit['frame']) => readonly YamlNode[]
  /** Names that pipelines may not define. */
  readonly isSystemVariable: (name: string) => boolean
}

/** Expands a node and checks it against a shape, as the service does both at once. Undefined when nothing of it can be taken; why is reported. */
export function expandValue(
  unit: Unit,
  name: ShapeName,
  around: ExpressionUse,
  expansion: Expansion,
): YamlNode | undefined {
  const shape = shapeOf(name)
  const use = shape.expressions ?? around
  const resolved = resolve(unit, use, expansion)
  if (!resolved) return undefined
  const { node } = resolved
  switch (node.kind) {
    case 'scalar':
      return expandScalar(node, resolved, shape, expansion)
    case 'sequence':
      if (shape.sequence)
        return { ...node, items: expandItems(resolved, shape.sequence, use, expansion), place: placeOf(resolved) }
      wrongKind('sequence', placeOf(resolved), expansion.report)
      return undefined
    default:
      if (shape.mappings) return expandMapping(node, resolved, shape.mappings, use, expansion)
      wrongKind('mapping', placeOf(resolved), expansion.report)
      return undefined
  }
}

function expandScalar(node: YamlScalar, unit: Unit, shape: Shape, { report, budget }: Expansion): YamlNode | undefined {
  const place = placeOf(unit)
  budget.spend(place, node.text.length)
  const { scalar } = shape
  const taken =
    scalar !== undefined &&
    (scalar.kind === 'text' ||
      (scalar.kind === 'non-empty' && node.text !== '') ||
      (scalar.kind === 'boolean' && (toBoolean(node.text) !== undefined || node.text.startsWith('$('))) ||
      (scalar.kind === 'words' && scalar.words.includes(node.text)))
  if (taken) return place === node.place ? node : { ...node, place }
  unexpectedText(node.text, place, shape, report)
  return undefined
}

/** The expanded items of a sequence, with those of templates spliced in. */
export function expandItems(
  unit: Unit,
  rule: SequenceRule,
  use: ExpressionUse,
  expansion: Expansion,
): readonly YamlNode[] {
  const { node } = unit
  if (node.kind !== 'sequence') return []
  const units = node.items.map((item) => partOf(unit, item))
  const items: YamlNode[] = []
  for (const item of use === 'all' ? flattenSequence(units, expansion) : units) {
    const before = expansion.report.errors
    const expanded = expandValue(item, rule.items, use, expansion)
    if (!expanded) continue
    if (rule.templates && isReference(expanded)) {
      for (const included of expansion.include(rule.templates, expanded, item.frame)) items.push(included)
    } else {
      if (rule.templates === 'variables') defineListed(expanded, item, expansion)
      items.push(expanded)
    }
    // A directive that cannot be read takes what hangs on it with it.
    if (isBrokenDirective(item) && expansion.report.errors > before) break
  }
  return items
}

function isReference(node: YamlNode): node is YamlMapping {
  return node.kind === 'mapping' && node.entries[0]?.key.text === 'template'
}

function isBrokenDirective({ node }: Unit): boolean {
  return node.kind === 'mapping' && node.entries.length === 1 && hasExpression(node.entries[0]?.key.text ?? '')
}

function defineListed(node: YamlNode, { frame }: Unit, expansion: Expansion): void {
  if (node.kind !== 'mapping') return
  const name = node.entries.find(({ key }) => key.text === 'name')?.value
  const value = node.entries.find(({ key }) => key.text === 'value')?.value
  if (name?.kind === 'scalar') defineVariable(frame.variables, name, value, expansion)
}

function expandMapping(
  node: YamlMapping,
  unit: Unit,
  rules: readonly MappingRule[],
  use: ExpressionUse,
  expansion: Expansion,
): YamlNode {
  const entries = flattenMapping(node, unit, use, expansion)
  const place = placeOf(unit)
  const [only] = rules
  if (rules.length === 1 && only?.defines)
    return { ...node, entries: expandFree(entries, unit, only, use, expansion), place }
  const needsKey = node.entries.length === 0 || mayCompute(use)
  const accepted = acceptKeys(entries, rules, place, needsKey, expansion)
  const scoped = accepted.rule?.scope ? scopeVariables(accepted.entries, unit) : accepted.entries
  const inOrder = accepted.rule?.scope ? variablesFirst(scoped) : scoped
  const expanded = new Map<AcceptedEntry, YamlNode | undefined>()
  for (const entry of inOrder) {
    const value = entry.unreadable ? undefined : expandValue(entry.value, entry.shape, use, expansion)
    expanded.set(entry, value)
    if (!value) loseFooting(entry, unit, expansion)
  }
  return { ...node, entries: scoped.flatMap((entry) => pair(entry.key, expanded.get(entry))), place }
}

function loseFooting({ orphan, value }: FlatEntry, { level }: Unit, { report }: Expansion): void {
  if (orphan && level !== undefined && level !== 'root') endOfObject(placeOf(value), level, report)
}

function pair(key: YamlScalar, value: YamlNode | undefined): YamlEntry[] {
  return value ? [{ key, value }] : []
}

interface AcceptedEntry extends FlatEntry {
  readonly shape: ShapeName
}

/** The entries whose keys the rules know, and the rule that the keys leave over. */
function acceptKeys(
  entries: Iterable<FlatEntry>,
  rules: readonly MappingRule[],
  place: Place,
  needsKey: boolean,
  { report }: Expansion,
): { readonly entries: readonly AcceptedEntry[]; readonly rule: MappingRule | undefined } {
  const accepted: AcceptedEntry[] = []
  const seen = new Set<string>()
  let candidates = rules
  let first = true
  for (const entry of entries) {
    const { text } = entry.key
    if (first && rules.every((rule) => rule.first !== undefined)) {
      candidates = rules.filter((rule) => rule.first === text)
      if (candidates.length === 0) {
        unexpectedFirst(entry.key, rules, report)
        return { entries: [], rule: undefined }
      }
    }
    first = false
    const folded = upperOrdinal(text)
    if (seen.has(folded)) {
      duplicateKey(entry.key, report)
      continue
    }
    const matching = candidates.filter((rule) => Object.hasOwn(rule.properties, text) || rule.others !== undefined)
    const shape =
      matching[0] && (Object.hasOwn(matching[0].properties, text) ? matching[0].properties[text] : matching[0].others)
    if (shape === undefined) {
      unexpectedKey(entry.key, candidates, report)
      continue
    }
    seen.add(folded)
    candidates = matching
    accepted.push({ ...entry, shape })
  }
  if (first && needsKey && rules.every((rule) => rule.first !== undefined)) noKey(rules, place, report)
  return { entries: accepted, rule: candidates[0] }
}

/** Everything below a pipeline, stage or job reads its variables before those around it. */
function scopeVariables(entries: readonly AcceptedEntry[], { frame }: Unit): readonly AcceptedEntry[] {
  if (!entries.some(({ key }) => key.text === 'variables')) return entries
  const variables = new FoldedObject(frame.variables)
  return entries.map((entry) => ({ ...entry, value: { ...entry.value, frame: { ...entry.value.frame, variables } } }))
}

function variablesFirst(entries: readonly AcceptedEntry[]): readonly AcceptedEntry[] {
  const isVariables = ({ key }: AcceptedEntry) => key.text === 'variables'
  return [...entries.filter(isVariables), ...entries.filter((entry) => !isVariables(entry))]
}

/** Expands a mapping with the user's own keys one by one, so that each value can read those before it. */
function expandFree(
  entries: Iterable<FlatEntry>,
  unit: Unit,
  rule: MappingRule,
  use: ExpressionUse,
  expansion: Expansion,
): readonly YamlEntry[] {
  const seen = new Set<string>()
  const expanded: YamlEntry[] = []
  const take = (source: Iterable<FlatEntry>): void => {
    for (const entry of source) {
      const { key } = entry
      const folded = upperOrdinal(key.text)
      if (seen.has(folded)) {
        duplicateKey(key, expansion.report)
        continue
      }
      seen.add(folded)
      const value = entry.unreadable ? undefined : expandValue(entry.value, rule.others as ShapeName, use, expansion)
      if (value?.kind === 'scalar') {
        defineVariable(unit.frame.variables, key, value, expansion)
        expanded.push({ key, value })
      } else take(spilled(entry, use, expansion))
      loseFooting(entry, unit, expansion)
    }
  }
  take(entries)
  return expanded
}

/**
 * The service reads a mapping that stands where a key should have had text as further entries of the mapping around it: below an orphaned `else`, and where an expression
 * gives it (measured).
 */
function spilled({ value, orphan }: FlatEntry, use: ExpressionUse, expansion: Expansion): Iterable<FlatEntry> {
  const silent = { ...expansion, report: new Report() }
  const resolved = !orphan && !isOpen(value) ? undefined : resolve(value, use, silent)
  return resolved?.node.kind === 'mapping' ? flattenMapping(resolved.node, resolved, use, expansion) : []
}
