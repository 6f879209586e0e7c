import { offsetsOf, type Place, type ValuePlace } from '@mintwell/language'

/** A place in a value, and where it is in the text of its file if that is certain. */
export interface LocatedText {
  readonly place: Place
  /** Undefined where an expression or YAML's folding made the value. */
  readonly offset: number | undefined
}

/** So many lines below a value's own place its lines are looked for. */
const MOST_LINES = 2_000

interface SourceFile {
  readonly text: string
  readonly lines: readonly string[]
  readonly offset: ReturnType<typeof offsetsOf>
}

/** The texts of the files that places name, each read once. */
export class SourceFiles {
  readonly #read: (file: string) => string | undefined
  readonly #files = new Map<string, SourceFile | undefined>()

  constructor(read: (file: string) => string | undefined) {
    this.#read = read
  }

  text(file: string): string | undefined {
    return this.#file(file)?.text
  }

  /** The offset of a place in its file. */
  offsetOf(place: Place): number | undefined {
    return this.#file(place.file)?.offset(place)
  }

  /** The text of a line; empty where there is none. */
  line({ file, line }: Place): string {
    return this.#file(file)?.lines[line - 1] ?? ''
  }

  /** Finds a stretch of a value's text in the file that the value is in. */
  locate(value: ValuePlace, text: string, start: number, end: number): LocatedText {
    const file = this.#file(value.file)
    if (!file) return { place: value, offset: undefined }
    const before = text.lastIndexOf('\n', start - 1) + 1
    const stop = text.indexOf('\n', start)
    const line = text.slice(before, stop === -1 ? undefined : stop).trimEnd()
    const first = text.slice(start, Math.min(end, stop === -1 ? text.length : stop)).trimEnd()
    const index = countLines(text, before)
    const found = isBlock(value, file)
      ? inBlock(file, value, index, line, start - before)
      : index === 0
        ? inLine(file, value, first, start)
        : undefined
    if (!found) return { place: value, offset: undefined }
    const place: Place = { file: value.file, ...found, ...(value.via && { via: value.via }) }
    return { place, offset: file.offset(place) }
  }

  #file(name: string): SourceFile | undefined {
    if (this.#files.has(name)) return this.#files.get(name)
    const text = this.#read(name)
    const file = text === undefined ? undefined : { text, lines: text.split(/\r\n|\r|\n/), offset: offsetsOf(text) }
    this.#files.set(name, file)
    return file
  }
}

function countLines(text: string, end: number): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/** Whether a value is a `|` or `>` block; one that an expression is in has no style any more. */
function isBlock({ style, line, column }: ValuePlace, { lines }: SourceFile): boolean {
  if (style === 'literal' || style === 'folded') return true
  return style === 'computed' && /^[|>]/.test(lines[line - 1]?.slice(column - 1) ?? '')
}

type Found = { readonly line: number; readonly column: number } | undefined

/** The line of a block: where it is by its number, else the first one below that reads so. */
function inBlock({ lines }: SourceFile, { line }: ValuePlace, index: number, wanted: string, inLine: number): Found {
  const text = wanted.trimStart()
  if (text === '') return undefined
  const from = line + index
  for (let at = from; at < Math.min(lines.length, from + MOST_LINES); at += 1) {
    const column = lines[at]?.indexOf(wanted) ?? -1
    if (column !== -1) return { line: at + 1, column: column + inLine + 1 }
  }
  return undefined
}

function inLine({ lines }: SourceFile, { line, column }: ValuePlace, wanted: string, start: number): Found {
  const text = lines[line - 1] ?? ''
  for (const at of [column - 1 + start, column + start])
    if (wanted !== '' && text.startsWith(wanted, at)) return { line, column: at + 1 }
  const at = text.indexOf(wanted, column - 1)
  return wanted === '' || at === -1 || text.indexOf(wanted, at + 1) !== -1 ? undefined : { line, column: at + 1 }
}
