import { CORE_END, CORE_START } from '../text/joined-text.ts'
import { type ClueScanner, type ClueTable, clueTable, scannerOf } from './clue-scanner.ts'

/** A stretch of a text around something of interest. */
export interface Passage {
  readonly text: string
  /** The clues in it. */
  readonly clues: ReadonlySet<string>
  /** Whether it is all that the stream had. */
  readonly isWhole: boolean
}

/** A short text to look for in the stream. */
export interface Clue {
  readonly text: string
  /** Whether the text around it is worth reading. The others only count as there or not. */
  readonly opens: boolean
}

/** How many bytes before a clue its message or the line that it is on may begin, and the words that show who speaks. */
const BEFORE = 1_536
/** How many bytes after a clue its message may go on: the longest known, with its ids, has under 1,500 characters; prefixes and boxes may double them. */
const AFTER = 3_584
/** A passage is cut when it has become as long, so that a text that is all clues is read in pieces. */
const LONGEST = 65_536

interface Open {
  readonly start: number
  end: number
  readonly coreStart: number
  readonly clues: Set<number>
}

/** A passage that has been cut and whose end may still have to come. */
type Waiting = Open & { readonly coreEnd: number }

/** Cuts the passages out of a stream of bytes in UTF-8, in memory that does not grow with it. */
export class PassageReader {
  readonly #clues: readonly Clue[]
  readonly #found: (passage: Passage) => void
  readonly #scanner: ClueScanner
  /** Where each clue ended last. */
  readonly #lastEnds: Float64Array
  readonly #seen = new Set<string>()
  readonly #waiting: Waiting[] = []
  readonly #decoder = new TextDecoder()
  /** The part of the stream that a passage may still need, and where it begins. */
  #kept = new Uint8Array(0)
  #keptFrom = 0
  #scanned = 0
  #open: Open | undefined

  /**
   * @param found called with each passage, in order; what begins in the core of one is in the core of no other
   * @param table of these clues, if it exists already
   */
  constructor(
    clues: readonly Clue[],
    found: (passage: Passage) => void,
    table: ClueTable = clueTable(clues.map(({ text }) => text)),
  ) {
    this.#clues = clues
    this.#found = found
    this.#scanner = scannerOf(table)
    this.#lastEnds = new Float64Array(clues.length).fill(Number.NEGATIVE_INFINITY)
  }

  /** The clues that the stream has had so far, wherever they were. */
  get seen(): ReadonlySet<string> {
    return this.#seen
  }

  /** Takes the next piece of the stream. */
  push(chunk: Uint8Array): void {
    const starts = [this.#waiting[0]?.start, this.#open?.start, this.#scanned - BEFORE]
    const needed = Math.max(0, Math.min(...starts.map((start) => start ?? this.#scanned)))
    this.#kept = joined(this.#kept.subarray(needed - this.#keptFrom), chunk)
    this.#keptFrom = needed
    this.#scanner.scan(chunk, this.#scanned, (clue, end) => this.#hit(clue, end))
    this.#scanned += chunk.length
    if (this.#open !== undefined && this.#open.end <= this.#scanned - BEFORE) this.#finish(this.#open, this.#open.end)
    this.#flush(false)
  }

  /** Ends the stream. */
  end(): void {
    if (this.#open !== undefined) this.#finish(this.#open, this.#open.end)
    this.#flush(true)
  }

  #hit(clue: number, end: number): void {
    const { text, opens } = this.#clues[clue] as Clue
    if (this.#lastEnds[clue] === Number.NEGATIVE_INFINITY) this.#seen.add(text)
    this.#lastEnds[clue] = end
    if (!opens) {
      if (this.#open !== undefined && end <= this.#open.end) this.#open.clues.add(clue)
      return
    }
    const start = Math.max(0, end - BEFORE)
    if (this.#open !== undefined && start > this.#open.end) this.#finish(this.#open, this.#open.end)
    if (this.#open !== undefined && end - this.#open.start > LONGEST) {
      const cut = end - text.length
      this.#finish(this.#open, cut)
      this.#open = this.#begin(start, cut)
    }
    this.#open ??= this.#begin(start, start)
    this.#open.clues.add(clue)
    this.#open.end = end + AFTER
  }

  #begin(start: number, coreStart: number): Open {
    const inside = new Set<number>()
    for (const [clue, end] of this.#lastEnds.entries()) if (end > start) inside.add(clue)
    return { start, end: start, coreStart, clues: inside }
  }

  #finish(passage: Open, coreEnd: number): void {
    this.#waiting.push({ ...passage, coreEnd })
    this.#open = undefined
  }

  /** Hands out the passages that are there to their ends. */
  #flush(isEnd: boolean): void {
    const available = this.#keptFrom + this.#kept.length
    while (this.#waiting[0] !== undefined && (isEnd || this.#waiting[0].end <= available))
      this.#hand(this.#waiting.shift() as Waiting, available, isEnd)
  }

  #hand({ start, coreStart, coreEnd, end: wanted, clues }: Waiting, available: number, isEnd: boolean): void {
    const end = Math.min(wanted, available)
    const head = start < coreStart ? this.#textOf(start, coreStart) + CORE_START : ''
    const tail = coreEnd < end ? CORE_END + this.#textOf(coreEnd, end) : ''
    this.#found({
      text: head + this.#textOf(coreStart, Math.min(coreEnd, end)) + tail,
      clues: new Set([...clues].map((clue) => (this.#clues[clue] as Clue).text)),
      isWhole: isEnd && start === 0 && end === this.#scanned,
    })
  }

  #textOf(from: number, to: number): string {
    return from < to ? this.#decoder.decode(this.#kept.subarray(from - this.#keptFrom, to - this.#keptFrom)) : ''
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}
