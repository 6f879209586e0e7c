import type { LanguageError } from '../errors.ts'
import type { YamlEntry, YamlNode, YamlScalar } from '../source/node.ts'
import type { Anchors } from './anchors.ts'
import { DEEPEST_NESTING, MOST_NODES, tooDeep, tooManyNodes } from './limits.ts'
import { Scanner } from './scanner.ts'
import type { Mark, YamlToken } from './token.ts'
import { aliasError, anchorError, keyError, parserError, secondDocumentError } from './yaml-error.ts'

/**
 * Gives structure to the tokens of one document (the grammar of YamlDotNet's `Parser.cs`, which is libyaml's): nodes with places. Keys may repeat: the readers of the
 * nodes judge that, since template directives may stand twice. Undefined when the text has no content.
 *
 * @throws LanguageError `ERR_YAML_SYNTAX`, `ERR_YAML_ANCHOR`, `ERR_YAML_ALIAS`, `ERR_YAML_KEY`, `ERR_YAML_DOCUMENTS`, `ERR_YAML_LIMIT`
 */
export function buildNodes(text: string, file: string): YamlNode | undefined {
  return new NodeBuilder(text, file).document()
}

/**
 * Reads all documents of a text, with what YAML or Azure Pipelines refuses: several of them, anchors and aliases, keys of any length.
 *
 * @throws LanguageError `ERR_YAML_SYNTAX`, `ERR_YAML_KEY`, `ERR_YAML_LIMIT`
 */
export function buildDocuments(text: string, file: string, anchors: Anchors): readonly YamlNode[] {
  return new NodeBuilder(text, file, anchors).documents()
}

class NodeBuilder {
  readonly #scanner: Scanner
  readonly #text: string
  readonly #file: string
  readonly #anchors: Anchors | undefined
  #nodes = 0

  constructor(text: string, file: string, anchors?: Anchors) {
    this.#scanner = anchors ? new Scanner(text, file, text.length) : new Scanner(text, file)
    this.#text = text
    this.#file = file
    this.#anchors = anchors
  }

  documents(): readonly YamlNode[] {
    const roots: YamlNode[] = []
    for (this.#skipMarkers(); !this.#is('stream-end'); this.#skipMarkers()) {
      roots.push(this.#node(true, false, 1))
      const next = this.#scanner.peek()
      if (!['document-start', 'document-end', 'stream-end'].includes(next.kind)) throw this.#notTheEnd(next)
    }
    return roots
  }

  document(): YamlNode | undefined {
    this.#skipMarkers()
    if (this.#is('stream-end')) return undefined
    const root = this.#node(true, false, 1)
    while (this.#is('document-end')) this.#scanner.take()
    const second = this.#scanner.peek()
    this.#skipMarkers()
    if (!this.#is('stream-end')) throw this.#notTheEnd(second)
    return root
  }

  #skipMarkers(): void {
    while (this.#is('document-start') || this.#is('document-end') || this.#is('directive')) this.#scanner.take()
  }

  /** What follows the only document: a second one, or text that belongs nowhere. */
  #notTheEnd(token: YamlToken): LanguageError {
    if (token.kind !== 'document-start')
      return parserError('Did not find expected <document start>.', token.start, this.#file)
    return secondDocumentError(token.start, this.#file)
  }

  #node(block: boolean, indentless: boolean, depth: number, anchored = false): YamlNode {
    const first = this.#scanner.peek()
    if (depth > DEEPEST_NESTING) throw tooDeep(this.#place(first.start))
    this.#nodes += 1
    if (this.#nodes > MOST_NODES) throw tooManyNodes(this.#place(first.start))
    let tagged = false
    while (this.#is('tag') || this.#is('anchor')) {
      const token = this.#scanner.take()
      if (token.kind === 'anchor') {
        if (!this.#anchors) throw anchorError(token.name, token.start, this.#file)
        return this.#anchors.keep(token.name, this.#node(block, indentless, depth, true))
      }
      tagged = true
    }
    const token = this.#scanner.peek()
    switch (token.kind) {
      case 'alias':
        if (!this.#anchors) throw aliasError(token.name, token.start, this.#file)
        this.#scanner.take()
        return this.#anchors.find(token.name) ?? this.#empty(token.start)
      case 'scalar':
        this.#scanner.take()
        return this.#scalar(token)
      case 'flow-sequence-start':
        return this.#flowSequence(depth)
      case 'flow-mapping-start':
        return this.#flowMapping(depth)
      case 'block-entry':
        if (indentless) return this.#blockSequence(depth, true)
        break
      case 'block-sequence-start':
        if (block) return this.#blockSequence(depth, false)
        break
      case 'block-mapping-start':
        if (block) return this.#blockMapping(depth)
        break
      default:
    }
    if (tagged || anchored) return this.#empty(first.end)
    throw parserError('While parsing a node, did not find expected node content.', token.start, this.#file)
  }

  #scalar(token: Extract<YamlToken, { kind: 'scalar' }>): YamlScalar {
    const { text, style, start, end } = token
    return { kind: 'scalar', text, style, source: this.#text.slice(start.index, end.index), place: this.#place(start) }
  }

  #empty(mark: Mark): YamlScalar {
    return { kind: 'scalar', text: '', style: 'plain', source: '', place: this.#place(mark) }
  }

  #blockSequence(depth: number, indentless: boolean): YamlNode {
    const start = indentless ? this.#scanner.peek() : this.#scanner.take()
    const items: YamlNode[] = []
    while (this.#is('block-entry')) {
      const { end } = this.#scanner.take()
      const ends =
        this.#is('block-entry') || this.#is('block-end') || (indentless && (this.#is('key') || this.#is('value')))
      items.push(ends ? this.#empty(end) : this.#node(true, false, depth + 1))
    }
    if (!indentless) this.#expectBlockEnd("While parsing a block collection, did not find expected '-' indicator.")
    return { kind: 'sequence', items, place: this.#place(start.start) }
  }

  #blockMapping(depth: number): YamlNode {
    const { start } = this.#scanner.take()
    const entries: YamlEntry[] = []
    while (this.#is('key') || this.#is('value')) {
      let key: YamlNode = this.#empty(this.#scanner.peek().start)
      if (this.#is('key')) {
        const { end } = this.#scanner.take()
        const ends = this.#is('key') || this.#is('value') || this.#is('block-end')
        key = ends ? this.#empty(end) : this.#node(true, true, depth + 1)
      }
      entries.push({
        key: this.#key(key),
        value: this.#value(['key', 'value', 'block-end'], () => this.#node(true, true, depth + 1)),
      })
    }
    this.#expectBlockEnd('While parsing a block mapping, did not find expected key.')
    return { kind: 'mapping', entries, place: this.#place(start) }
  }

  /** The value after a key: nothing counts as empty text right behind the colon. */
  #value(ends: readonly YamlToken['kind'][], read: () => YamlNode): YamlNode {
    if (!this.#is('value')) return this.#empty(this.#scanner.peek().start)
    const { end } = this.#scanner.take()
    return ends.includes(this.#scanner.peek().kind) ? this.#empty(end) : read()
  }

  #key(node: YamlNode): YamlScalar {
    if (node.kind === 'scalar') return node
    throw keyError(node.place)
  }

  #expectBlockEnd(message: string): void {
    const token = this.#scanner.peek()
    if (token.kind !== 'block-end') throw parserError(message, token.start, this.#file)
    this.#scanner.take()
  }

  #flowSequence(depth: number): YamlNode {
    const { start } = this.#scanner.take()
    const items: YamlNode[] = []
    while (!this.#is('flow-sequence-end')) {
      if (items.length > 0) this.#flowSeparator("While parsing a flow sequence, did not find expected ',' or ']'.")
      if (this.#is('flow-sequence-end')) break
      items.push(this.#is('key') ? this.#singlePair(depth) : this.#node(false, false, depth + 1))
    }
    this.#scanner.take()
    return { kind: 'sequence', items, place: this.#place(start) }
  }

  /** `[a: b]` is a sequence of one mapping. */
  #singlePair(depth: number): YamlNode {
    const { start, end } = this.#scanner.take()
    const empty = this.#is('value') || this.#is('flow-entry') || this.#is('flow-sequence-end')
    const key = this.#key(empty ? this.#empty(end) : this.#node(false, false, depth + 2))
    const value = this.#value(['flow-entry', 'flow-sequence-end'], () => this.#node(false, false, depth + 2))
    return { kind: 'mapping', entries: [{ key, value }], place: this.#place(start) }
  }

  #flowMapping(depth: number): YamlNode {
    const { start } = this.#scanner.take()
    const entries: YamlEntry[] = []
    while (!this.#is('flow-mapping-end')) {
      if (entries.length > 0) this.#flowSeparator("While parsing a flow mapping,  did not find expected ',' or '}'.")
      if (this.#is('flow-mapping-end')) break
      entries.push(this.#flowEntry(depth))
    }
    this.#scanner.take()
    return { kind: 'mapping', entries, place: this.#place(start) }
  }

  #flowEntry(depth: number): YamlEntry {
    if (this.#is('key')) {
      const { end } = this.#scanner.take()
      const empty = this.#is('value') || this.#is('flow-entry') || this.#is('flow-mapping-end')
      const key = this.#key(empty ? this.#empty(end) : this.#node(false, false, depth + 1))
      return { key, value: this.#value(['flow-entry', 'flow-mapping-end'], () => this.#node(false, false, depth + 1)) }
    }
    const key = this.#is('value')
      ? this.#empty(this.#scanner.peek().start)
      : this.#key(this.#node(false, false, depth + 1))
    return {
      key,
      value: this.#is('value')
        ? this.#value(['flow-entry', 'flow-mapping-end'], () => this.#node(false, false, depth + 1))
        : this.#empty(this.#scanner.peek().start),
    }
  }

  #flowSeparator(message: string): void {
    const token = this.#scanner.peek()
    if (token.kind !== 'flow-entry') throw parserError(message, token.start, this.#file)
    this.#scanner.take()
  }

  #is(kind: YamlToken['kind']): boolean {
    return this.#scanner.peek().kind === kind
  }

  #place(mark: Mark) {
    return { file: this.#file, line: mark.line, column: mark.column }
  }
}
