import { isDirective, type Place, readDocuments, type YamlMapping, type YamlNode } from '@mintwell/language'
import type { TextEdit } from '../finding/finding.ts'
import type { LintStep } from '../subject/lint-subject.ts'
import type { SourceFiles } from '../subject/source-files.ts'

/** Adds a variable to the `env:` of a step; undefined where the step is not in a file that a fix may change. */
export function insertEnvironment(
  step: LintStep,
  name: string,
  value: string,
  sources: SourceFiles,
): TextEdit | undefined {
  const { place } = step.plan
  const text = sources.text(place.file)
  if (text === undefined || !place.file.startsWith('/') || place.file.includes('@')) return undefined
  const reading = readDocuments(text, place.file)
  if (reading.kind === 'unreadable') return undefined
  const node = reading.roots.map((root) => mappingAt(root, place)).find((each) => each !== undefined)
  if (!node) return undefined
  const edit = isFlow(node, text, sources)
    ? inFlow(node, name, value, sources)
    : inBlock(node, name, value, text, sources)
  return edit && { file: place.file, start: edit.at, end: edit.at, text: edit.text }
}

interface Insertion {
  readonly at: number
  readonly text: string
}

function mappingAt(node: YamlNode, place: Place): YamlMapping | undefined {
  if (node.kind === 'scalar') return undefined
  if (node.kind === 'mapping' && node.place.line === place.line && node.place.column === place.column) return node
  const children = node.kind === 'mapping' ? node.entries.map(({ value }) => value) : node.items
  for (const child of children) {
    const found = mappingAt(child, place)
    if (found) return found
  }
  return undefined
}

/** A mapping in braces starts at its brace. */
function isFlow(node: YamlNode, text: string, sources: SourceFiles): boolean {
  const at = sources.offsetOf(node.place)
  return at !== undefined && text[at] === '{'
}

function inFlow(node: YamlMapping, name: string, value: string, sources: SourceFiles): Insertion | undefined {
  const env = node.entries.find(({ key }) => key.text === 'env')?.value
  const target = env?.kind === 'mapping' ? env : node
  const at = sources.offsetOf(target.place)
  if (at === undefined) return undefined
  if (env?.kind === 'mapping')
    return { at: at + 1, text: env.entries.length === 0 ? `${name}: ${value}` : `${name}: ${value}, ` }
  if (env) return undefined
  // Behind the first entry: its key says what kind of step it is.
  const [first] = node.entries
  const start = first?.value.kind === 'scalar' ? sources.offsetOf(first.value.place) : undefined
  if (first?.value.kind !== 'scalar' || start === undefined) return undefined
  return { at: start + first.value.source.length, text: `, env: {${name}: ${value}}` }
}

function inBlock(
  node: YamlMapping,
  name: string,
  value: string,
  text: string,
  sources: SourceFiles,
): Insertion | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const indent = ' '.repeat(node.place.column - 1)
  const entry = node.entries.find(({ key }) => key.text === 'env')
  if (entry) {
    const { value: env } = entry
    if (env.kind !== 'mapping') return undefined
    if (isFlow(env, text, sources)) return inFlow({ ...node, entries: [entry] }, name, value, sources)
    const first = env.entries.find(({ key }) => !isDirective(key.text))?.key.place ?? env.place
    const at = sources.offsetOf(first)
    return at === undefined ? undefined : { at, text: `${name}: ${value}${eol}${' '.repeat(first.column - 1)}` }
  }
  // Behind the key that says what kind of step it is, in front of the next one; or behind all of a step that has no more.
  const next = node.entries[1]?.key.place
  const at = next && sources.offsetOf(next)
  if (at !== undefined) return { at, text: `env:${eol}${indent}  ${name}: ${value}${eol}${indent}` }
  return behindStep(node, `${indent}env:${eol}${indent}  ${name}: ${value}`, eol, text, sources)
}

function behindStep(
  node: YamlMapping,
  lines: string,
  eol: string,
  text: string,
  sources: SourceFiles,
): Insertion | undefined {
  const [first] = node.entries
  const start = first?.value.kind === 'scalar' ? sources.offsetOf(first.value.place) : undefined
  if (first?.value.kind !== 'scalar' || start === undefined) return undefined
  const stop = start + first.value.source.trimEnd().length
  const end = text.indexOf('\n', stop)
  return end === -1 ? { at: text.length, text: `${eol}${lines}` } : { at: end + 1, text: `${lines}${eol}` }
}
