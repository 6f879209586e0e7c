import { offsetsOf, type Place, type ValuePlace } from '@mintwell/language'

/** A place in a value, and where it is in the text of its file if that is certain. */
export interface LocatedText {
  readonly place: Place
  /** Undefined where an expression or YAML's folding made the value. */
  readonly offset: number | undefined
}

/** A value has at most so many lines that are looked at. */
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
      ? inBlock(file, value, { index, line, at: start - before, stretch: first })
      : ((index === 0 ? inLine(file, value, first, start) : undefined) ?? byBeginning(file, value, first))
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

/** What is looked for in a value. */
interface Wanted {
  /** The number of its line in the value, and all of that line. */
  readonly index: number
  readonly line: string
  /** Where in the line it begins, and as much of it as is there. */
  readonly at: number
  readonly stretch: string
}

/** The line of a block: where it is by its number, if it reads so; else where the beginning of the stretch is; else, where an expression is in it, the line by its number. */
function inBlock(file: SourceFile, value: ValuePlace, wanted: Wanted): Found {
  const { lines } = file
  const { index, line: whole } = wanted
  const at = value.line + index
  const column = whole.trim() === '' ? -1 : (lines[at]?.indexOf(whole) ?? -1)
  if (column !== -1) return { line: at + 1, column: column + wanted.at + 1 }
  const found = byBeginning(file, value, wanted.stretch)
  if (found) return found
  const line = lines[at] ?? ''
  return line.includes('$' + '{{') && at < blockEnd(file, value)
    ? { line: at + 1, column: line.search(/\S/) + 1 }
    : undefined
}

/** So many characters of a stretch are looked for, where YAML has folded its lines or an expression is in them. */
const BEGINNING = /^[^"'\\]{4,24}/

/** The only line of a value that has the beginning of a stretch. */
function byBeginning(file: SourceFile, value: ValuePlace, stretch: string): Found {
  // Quotes and backslashes may be written in another way.
  const text = BEGINNING.exec(stretch)?.[0].trim()
  if (text === undefined) return undefined
  let found: Found
  for (let at = Math.max(0, value.line - 1); at < blockEnd(file, value); at += 1) {
    const column = file.lines[at]?.indexOf(text) ?? -1
    if (column === -1) continue
    if (found) return undefined
    found = { line: at + 1, column: column + 1 }
  }
  return found
}

/** The line behind a value: the first one that is indented as little as the line that the value begins in. */
function blockEnd({ lines }: SourceFile, { line }: ValuePlace): number {
  const indent = lines[line - 1]?.search(/\S/) ?? -1
  const last = Math.min(lines.length, line + MOST_LINES)
  for (let at = line; at < last; at += 1) {
    const start = lines[at]?.search(/\S/) ?? -1
    if (start !== -1 && start <= indent) return at
  }
  return last
}

function inLine({ lines }: SourceFile, { line, column }: ValuePlace, wanted: string, start: number): Found {
  const text = lines[line - 1] ?? ''
  for (const at of [column - 1 + start, column + start])
    if (wanted !== '' && text.startsWith(wanted, at)) return { line, column: at + 1 }
  const at = text.indexOf(wanted, column - 1)
  return wanted === '' || at === -1 || text.indexOf(wanted, at + 1) !== -1 ? undefined : { line, column: at + 1 }
}
