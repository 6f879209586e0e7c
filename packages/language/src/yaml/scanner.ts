// Longer than 250 lines: one state machine over one input, whose parts would share all of their state.
import { Blocks } from './blocks.ts'
import { COLON, DASH, HASH, isBlankBreakOrEnd, isBreak, isFlowIndicator, TAB } from './characters.ts'
import { Cursor } from './cursor.ts'
import { scanAlias, scanAnchor, scanDirective, scanTag } from './scan-properties.ts'
import { scanBlockScalar, scanPlainScalar, scanQuotedScalar } from './scan-scalars.ts'
import { LONGEST_KEY, SimpleKeys } from './simple-keys.ts'
import type { Mark, YamlToken } from './token.ts'
import { TokenQueue } from './token-queue.ts'
import { scannerError } from './yaml-error.ts'

type PlainKind = Exclude<YamlToken['kind'], 'scalar' | 'anchor' | 'alias'>

/**
 * Splits YAML text into tokens as the service's reader does it (YamlDotNet is a port of libyaml's scanner, MIT): indentation becomes start and end tokens, and
 * a key is known when its `:` is met. Errors are in that reader's words and places.
 */
export class Scanner {
  readonly #cursor: Cursor
  readonly #file: string
  readonly #queue = new TokenQueue()
  #ended = false
  readonly #blocks = new Blocks(this.#queue)
  #flowLevel = 0
  #keyAllowed = true
  readonly #keys: SimpleKeys
  #cutByComment = false

  constructor(text: string, file: string, longestKey = LONGEST_KEY) {
    this.#cursor = new Cursor(text)
    this.#file = file
    this.#keys = new SimpleKeys(file, longestKey)
  }

  /** The next token, which stays. */
  peek(): YamlToken {
    while (this.#needsMore()) this.#fetch()
    return this.#queue.first()
  }

  /** The next token, which is gone afterwards. */
  take(): YamlToken {
    const token = this.peek()
    this.#queue.shift()
    return token
  }

  /** A token that may be a key is not given away before that is decided. */
  #needsMore(): boolean {
    if (this.#ended) return false
    if (this.#queue.isEmpty) return true
    this.#keys.dropStale(this.#cursor)
    return this.#keys.has(this.#queue.taken)
  }

  #fetch(): void {
    const cursor = this.#cursor
    this.#skipToToken()
    this.#keys.dropStale(cursor)
    this.#unroll(cursor.column - 1)
    if (cursor.ended) this.#end()
    else if (cursor.column === 1 && cursor.code() === 37) this.#directive()
    else if (cursor.isDocumentIndicator()) this.#documentIndicator()
    else if (!this.#fetchFlow(cursor.code()) && !this.#fetchIndicator(cursor.code(), cursor.code(1)))
      this.#fetchScalar()
  }

  #fetchIndicator(code: number, next: number): boolean {
    const alone = isBlankBreakOrEnd(next)
    if (code === DASH && alone) this.#blockEntry()
    else if (code === 63 && alone) this.#explicitKey()
    else if (code === COLON && (alone || (this.#flowLevel > 0 && this.#valueFollows(next)))) this.#value()
    else if (code === 42 || code === 38) this.#property(code === 38 ? scanAnchor : scanAlias)
    else if (code === 33) this.#property(scanTag)
    else return false
    return true
  }

  #fetchScalar(): void {
    const code = this.#cursor.code()
    if ((code === 124 || code === 62) && this.#flowLevel === 0) this.#blockScalar()
    else if (code === 39 || code === 34) this.#quotedScalar()
    else if (this.#startsPlain(code, this.#cursor.code(1))) this.#plainScalar()
    else {
      const message = 'While scanning for the next token, found character that cannot start any token.'
      throw this.#error(message, this.#cursor.mark())
    }
  }

  /** In brackets a `:` directly behind a quoted key needs no space. */
  #valueFollows(next: number): boolean {
    const last = this.#queue.last()
    const adjacent = last?.end.index === this.#cursor.index && last.kind === 'scalar' && last.style !== 'plain'
    return isFlowIndicator(next) || adjacent
  }

  #fetchFlow(code: number): boolean {
    switch (code) {
      case 91:
        this.#flowStart('flow-sequence-start')
        return true
      case 123:
        this.#flowStart('flow-mapping-start')
        return true
      case 93:
        this.#flowEnd('flow-sequence-end')
        return true
      case 125:
        this.#flowEnd('flow-mapping-end')
        return true
      case 44:
        this.#keys.drop()
        this.#keyAllowed = true
        this.#single('flow-entry')
        return true
      default:
        return false
    }
  }

  #startsPlain(code: number, next: number): boolean {
    const indicators = '-?:,[]{}#&*!|>\'"%@`'
    if (!indicators.includes(String.fromCharCode(code))) return code !== TAB
    const mayStart = code === DASH || code === 63 || code === COLON
    return mayStart && !isBlankBreakOrEnd(next) && !(this.#flowLevel > 0 && isFlowIndicator(next))
  }

  #skipToToken(): void {
    const cursor = this.#cursor
    for (;;) {
      while (cursor.code() === 32 || ((this.#flowLevel > 0 || !this.#keyAllowed) && cursor.code() === TAB))
        cursor.skip()
      if (cursor.code() === HASH) while (!isBreak(cursor.code()) && !cursor.ended) cursor.skip()
      if (!isBreak(cursor.code())) return
      cursor.skipBreak()
      if (this.#flowLevel === 0) this.#keyAllowed = true
    }
  }

  #end(): void {
    this.#unroll(-1)
    this.#keys.drop()
    this.#push('stream-end', this.#cursor.mark())
    this.#ended = true
  }

  #directive(): void {
    this.#unroll(-1)
    this.#keys.drop()
    this.#queue.push(scanDirective(this.#cursor))
  }

  #documentIndicator(): void {
    this.#unroll(-1)
    this.#keys.drop()
    this.#keyAllowed = false
    const start = this.#cursor.mark()
    const kind = this.#cursor.code() === DASH ? 'document-start' : 'document-end'
    this.#cursor.skip(3)
    this.#push(kind, start)
  }

  #flowStart(kind: 'flow-sequence-start' | 'flow-mapping-start'): void {
    this.#saveKey()
    this.#keys.enter()
    this.#flowLevel += 1
    this.#keyAllowed = true
    this.#single(kind)
  }

  #flowEnd(kind: 'flow-sequence-end' | 'flow-mapping-end'): void {
    this.#keys.drop()
    if (this.#flowLevel > 0) {
      this.#flowLevel -= 1
      this.#keys.leave()
    }
    this.#keyAllowed = false
    this.#single(kind)
  }

  #blockEntry(): void {
    const mark = this.#cursor.mark()
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) throw this.#error('Block sequence entries are not allowed in this context.', mark)
      this.#roll('block-sequence-start', mark)
    }
    this.#keys.drop()
    this.#keyAllowed = true
    this.#single('block-entry')
  }

  #explicitKey(): void {
    const mark = this.#cursor.mark()
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) throw this.#error('Mapping keys are not allowed in this context.', mark)
      this.#roll('block-mapping-start', mark)
    }
    this.#keys.drop()
    this.#keyAllowed = this.#flowLevel === 0
    this.#single('key')
  }

  #value(): void {
    const mark = this.#cursor.mark()
    const key = this.#keys.take()
    if (key) {
      this.#queue.insert({ kind: 'key', start: key.mark, end: key.mark }, key.number)
      this.#roll('block-mapping-start', key.mark, key.number)
      this.#keyAllowed = false
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) throw this.#error('Mapping values are not allowed in this context.', mark)
        this.#roll('block-mapping-start', mark)
      }
      this.#keyAllowed = this.#flowLevel === 0
    }
    this.#single('value')
  }

  /** An anchor, an alias or a tag: what may come before a node, or in its place. */
  #property(scan: (cursor: Cursor, inFlow: boolean) => YamlToken): void {
    this.#saveKey()
    this.#keyAllowed = false
    this.#queue.push(scan(this.#cursor, this.#flowLevel > 0))
  }

  #blockScalar(): void {
    this.#keys.drop()
    this.#keyAllowed = true
    this.#queue.push(scanBlockScalar(this.#cursor, this.#blocks.column, this.#file))
  }

  #quotedScalar(): void {
    this.#saveKey()
    this.#keyAllowed = false
    this.#queue.push(scanQuotedScalar(this.#cursor, this.#file))
  }

  #plainScalar(): void {
    const mark = this.#cursor.mark()
    if (this.#cutByComment && this.#flowLevel === 0 && mark.column - 1 > this.#blocks.column) {
      throw this.#error('While scanning plain scalar, found a comment between adjacent scalars.', mark)
    }
    this.#saveKey()
    this.#keyAllowed = false
    const plain = scanPlainScalar(this.#cursor, this.#blocks.column + 1, this.#flowLevel > 0, this.#file)
    this.#cutByComment = plain.cutByComment
    if (plain.brokeLine) this.#keyAllowed = true
    this.#queue.push(plain.token)
  }

  /** Remembers that the token to come may be a key. */
  #saveKey(): void {
    if (!this.#keyAllowed) return
    const required = this.#flowLevel === 0 && this.#blocks.column === this.#cursor.column - 1
    this.#keys.save({ required, number: this.#queue.next, mark: this.#cursor.mark() })
  }

  #roll(kind: 'block-sequence-start' | 'block-mapping-start', mark: Mark, number?: number): void {
    if (this.#flowLevel === 0) this.#blocks.open(kind, mark, number)
  }

  #unroll(column: number): void {
    if (this.#flowLevel === 0) this.#blocks.close(column, this.#cursor.mark())
  }

  #single(kind: PlainKind): void {
    const start = this.#cursor.mark()
    this.#cursor.skip()
    this.#push(kind, start)
  }

  #push(kind: PlainKind, start: Mark): void {
    this.#queue.push({ kind, start, end: this.#cursor.mark() })
  }

  #error(message: string, mark: Mark) {
    return scannerError(message, mark, this.#file)
  }
}
