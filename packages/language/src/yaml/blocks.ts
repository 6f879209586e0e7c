import type { Mark } from './token.ts'
import type { TokenQueue } from './token-queue.ts'

/** The blocks that indentation opens and closes. */
export class Blocks {
  readonly #queue: TokenQueue
  readonly #around: number[] = []
  #column = -1

  constructor(queue: TokenQueue) {
    this.#queue = queue
  }

  /** The column of the innermost block, from 0; -1 outside all. */
  get column(): number {
    return this.#column
  }

  /** Opens a block where the indentation grows; its token goes in front of the one of a number, or to the end. */
  open(kind: 'block-sequence-start' | 'block-mapping-start', mark: Mark, number?: number): void {
    if (this.#column >= mark.column - 1) return
    this.#around.push(this.#column)
    this.#column = mark.column - 1
    const token = { kind, start: mark, end: mark }
    if (number === undefined) this.#queue.push(token)
    else this.#queue.insert(token, number)
  }

  /** Closes the blocks that the indentation has left. */
  close(column: number, mark: Mark): void {
    while (this.#column > column) {
      this.#queue.push({ kind: 'block-end', start: mark, end: mark })
      this.#column = this.#around.pop() ?? -1
    }
  }
}
