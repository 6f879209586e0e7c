import { CR, isBreak, isEnd, LF } from './characters.ts'
import type { Mark } from './token.ts'

/** A reading position in a text. */
export class Cursor {
  readonly text: string
  index = 0
  line = 1
  /** From 1. */
  column = 1

  constructor(text: string) {
    this.text = text
    if (text.charCodeAt(0) === 0xfeff) this.index = 1
  }

  /** The character code here, or further on; NaN behind the end. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.index + ahead)
  }

  get ended(): boolean {
    return isEnd(this.code())
  }

  mark(): Mark {
    return { index: this.index, line: this.line, column: this.column }
  }

  /** Moves over characters that are no line breaks. */
  skip(count = 1): void {
    this.index += count
    this.column += count
  }

  /** Moves over one line break, if there is one. */
  skipBreak(): void {
    const code = this.code()
    if (!isBreak(code)) return
    this.index += code === CR && this.code(1) === LF ? 2 : 1
    this.line += 1
    this.column = 1
  }

  /** Whether `---` or `...` stands here alone at the start of a line. */
  isDocumentIndicator(): boolean {
    if (this.column !== 1) return false
    const three = this.text.slice(this.index, this.index + 3)
    if (three !== '---' && three !== '...') return false
    const next = this.code(3)
    return isEnd(next) || isBreak(next) || next === 32 || next === 9
  }
}
