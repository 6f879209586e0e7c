import { valueAt } from '../final-form/entries.ts'
import type { TemplateKind } from '../schema/shape.ts'
import type { YamlMapping, YamlNode } from '../source/node.ts'
import { bindParameters } from './bind-parameters.ts'
import { COST_OF_TEMPLATE, DEEPEST_TEMPLATES } from './budget.ts'
import { type Declarations, readDeclarations } from './declarations.ts'
import { type Expansion, expandValue } from './expand-value.ts'
import { type FoundTemplate, findTemplate, type TemplateSources } from './find-template.ts'
import type { Frame, NameScope } from './frame.ts'
import { fileName } from './load-file.ts'
import type { Report } from './report.ts'

/** What the expansion of template references needs. */
export interface Templates {
  readonly sources: TemplateSources
  readonly names: NameScope
  /** The templates that have been called, by the root of their file. */
  readonly known: Map<YamlMapping, KnownTemplate>
}

/** The items that a `- template:` stands for: those of the file, expanded with the parameters that are passed. */
export function includeTemplate(
  kind: TemplateKind,
  reference: YamlMapping,
  from: Frame,
  templates: Templates,
  expansion: Expansion,
): readonly YamlNode[] {
  const found = openTemplate(reference, from, templates, expansion)
  if (!found) return []
  if (found.kind === 'stub') return passThrough(kind, reference, found, expansion)
  const { root, frame } = found
  const expanded = expandValue({ node: root, frame, level: 'root' }, `template_${kind}`, 'none', expansion)
  const items = expanded?.kind === 'mapping' ? valueAt(expanded, kind) : undefined
  return items?.kind === 'sequence' ? items.items : items?.kind === 'mapping' ? asVariables(items) : []
}

/** A template with the frame that its expressions see. */
export type OpenTemplate =
  | { readonly kind: 'file'; readonly root: YamlMapping; readonly frame: Frame }
  | Extract<FoundTemplate, { kind: 'stub' }>

/** Finds the template of a reference and binds its parameters. */
export function openTemplate(
  reference: YamlMapping,
  from: Frame,
  { sources, names, known }: Templates,
  expansion: Expansion,
): OpenTemplate | undefined {
  const path = valueAt(reference, 'template')
  if (path?.kind !== 'scalar') return undefined
  const found = findTemplate(path, from, sources, expansion.report)
  if (found?.kind !== 'file') return found
  const { file, root } = found
  if (from.depth >= DEEPEST_TEMPLATES) {
    const hint = 'Templates call each other more than 100 levels deep: look for one that calls itself.'
    const place = { file: fileName(file), line: 1, column: 1, via: path.place }
    expansion.budget.stop('Maximum object depth exceeded', place, hint)
  }
  const via = path.place
  expansion.budget.spend(via, 0, COST_OF_TEMPLATE)
  const empty = { ...from, file, via, loops: new Map(), names, depth: from.depth + 1 }
  const template = readTemplate(root, empty, { sources, names, known }, expansion)
  const passed = valueAt(reference, 'parameters')
  const given = passed?.kind === 'mapping' ? passed.entries.map(({ key, value }) => ({ name: key, value })) : []
  const parameters = template.declarations && bindParameters(template.declarations, given, empty, expansion)
  return parameters && { kind: 'file', root: template.body, frame: { ...empty, parameters } }
}

/** A template's file as every call of it needs it. */
export interface KnownTemplate {
  /** Undefined when they do not hold, which is reported with the first call. */
  readonly declarations: Declarations | undefined
  /** The file without its parameters. */
  readonly body: YamlMapping
}

/** Reads what is the same in every call of a template once. */
function readTemplate(root: YamlMapping, frame: Frame, { known }: Templates, expansion: Expansion): KnownTemplate {
  const found = known.get(root)
  if (found) return found
  const body = { ...root, entries: root.entries.filter(({ key }) => key.text !== 'parameters') }
  const template = { declarations: readParameters(root, frame, expansion), body }
  known.set(root, template)
  return template
}

/** The declarations of a file; undefined when they do not hold, which is reported. */
export function readParameters(
  root: YamlMapping,
  frame: Frame,
  expansion: Expansion,
  shape = 'templateParameters',
): Declarations | undefined {
  const node = valueAt(root, 'parameters')
  if (!node) return readDeclarations(undefined, expansion.report)
  const before = expansion.report.errors
  const declared = expandValue({ node, frame }, shape, 'none', expansion)
  return expansion.report.errors > before ? undefined : readDeclarations(declared, expansion.report)
}

/** The template of a repository that nobody has gives what is passed to it under the name of its kind. */
function passThrough(
  kind: TemplateKind,
  reference: YamlMapping,
  { file }: Extract<FoundTemplate, { kind: 'stub' }>,
  { report }: Expansion,
): readonly YamlNode[] {
  const passed = valueAt(reference, 'parameters')
  const items = passed?.kind === 'mapping' ? valueAt(passed, kind) : undefined
  warnOfStub(file, reference, report)
  return items?.kind === 'sequence' ? items.items : []
}

/** Says that a template was not read, which is nothing to be silent about. */
export function warnOfStub(
  file: { readonly path: string; readonly repository: string },
  reference: YamlMapping,
  report: Report,
): void {
  const message = `The template ${fileName({ ...file })} is not read: its repository is a stub, so only the stages, jobs and steps that are passed to it remain.`
  const hint = `Give its folder with --repository ${file.repository}=FOLDER to expand it.`
  report.error('ERR_TEMPLATE_STUB', message, valueAt(reference, 'template')?.place, hint, { severity: 'warning' })
}

/** The entries of a mapping of variables as items of a list. */
function asVariables(mapping: YamlMapping): readonly YamlNode[] {
  return mapping.entries.map(({ key, value }) => ({
    kind: 'mapping',
    entries: [
      { key: { ...key, text: 'name', style: 'plain', source: 'name' }, value: key },
      { key: { ...key, text: 'value', style: 'plain', source: 'value' }, value },
    ],
    place: key.place,
  }))
}
