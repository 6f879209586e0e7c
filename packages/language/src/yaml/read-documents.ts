import { LanguageError } from '../errors.ts'
import type { YamlNode } from '../source/node.ts'
import { Anchors } from './anchors.ts'
import { buildDocuments } from './build-nodes.ts'
import { isBreak } from './characters.ts'

/** A text that is looked at, not run: its documents, or the first thing that keeps it from being YAML. */
export type DocumentsReading =
  | {
      readonly kind: 'documents'
      readonly roots: readonly YamlNode[]
      /** The nodes that have an anchor. */
      readonly anchored: ReadonlySet<YamlNode>
    }
  | { readonly kind: 'unreadable'; readonly problem: string; readonly line: number; readonly column: number }

/**
 * Reads the YAML documents of a text that is no whole pipeline, or not yet one: fragments, files of other tools. Anchors, aliases and several documents are taken, which Azure Pipelines refuses.
 *
 * @example readDocuments('- task: AzureCLI@2', 'steps.yml') // { kind: 'documents', roots: [sequence], … }
 */
export function readDocuments(text: string, file: string): DocumentsReading {
  try {
    const anchors = new Anchors()
    return { kind: 'documents', roots: buildDocuments(text, file, anchors), anchored: anchors.anchored }
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error
    const { line, column } = error.place ?? { line: 1, column: 1 }
    const [first = ''] = error.message.replace(/^(?:\(Line: [^)]*\)[ -]*)*:? */, '').split('\n')
    return { kind: 'unreadable', problem: first.trim(), line, column }
  }
}

/** Turns lines and columns of a text, as places have them, into offsets. */
export function offsetsOf(text: string): (place: { readonly line: number; readonly column: number }) => number {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0]
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (!isBreak(code)) continue
    if (code === 13 && text.charCodeAt(index + 1) === 10) index += 1
    starts.push(index + 1)
  }
  return ({ line, column }) => Math.min(text.length, (starts[line - 1] ?? text.length) + column - 1)
}
