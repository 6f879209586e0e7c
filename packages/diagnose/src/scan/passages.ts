import { CORE_END, CORE_START } from '../text/joined-text.ts'
import { clueScanner } from './clue-scanner.ts'

/** A stretch of a text around something of interest. */
export interface Passage {
  readonly text: string
  /** The clues that stand in it. */
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

/** Cuts the passages out of a stream of bytes in UTF-8, in memory that does not grow with it. */
export interface PassageReader {
  readonly push: (chunk: Uint8Array) => void
  readonly end: () => void
  /** The clues that the stream has had so far, wherever they stood. */
  readonly seen: ReadonlySet<string>
}

/** How many bytes before a clue its message or the line that it stands on may begin, and the words that tell who speaks. */
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

/**
 * Makes a reader.
 *
 * @param found called with each passage, in order; what begins in the core of one is in the core of no other
 */
export function passageReader(clues: readonly Clue[], found: (passage: Passage) => void): PassageReader {
  const scanner = clueScanner(clues.map(({ text }) => text))
  const lastEnds = new Float64Array(clues.length).fill(Number.NEGATIVE_INFINITY)
  const seen = new Set<string>()
  const waiting: (Open & { readonly coreEnd: number })[] = []
  const decoder = new TextDecoder()
  let kept = Buffer.alloc(0)
  let keptFrom = 0
  let scanned = 0
  let open: Open | undefined

  const textOf = (from: number, to: number) =>
    from < to ? decoder.decode(kept.subarray(from - keptFrom, to - keptFrom)) : ''
  const nameOf = (clue: number) => (clues[clue] as Clue).text

  /** Hands out the passages that are there to their ends. */
  const flush = (isEnd: boolean) => {
    const available = keptFrom + kept.length
    while (waiting[0] !== undefined && (isEnd || waiting[0].end <= available)) {
      const { start, coreStart, coreEnd, end: wanted, clues: inside } = waiting.shift() as Open & { coreEnd: number }
      const end = Math.min(wanted, available)
      const head = start < coreStart ? textOf(start, coreStart) + CORE_START : ''
      const tail = coreEnd < end ? CORE_END + textOf(coreEnd, end) : ''
      const text = head + textOf(coreStart, Math.min(coreEnd, end)) + tail
      found({ text, clues: new Set([...inside].map(nameOf)), isWhole: isEnd && start === 0 && end === scanned })
    }
  }

  const finish = (passage: Open, coreEnd: number) => {
    waiting.push({ ...passage, coreEnd })
    open = undefined
  }

  const begin = (start: number, coreStart: number): Open => {
    const inside = new Set<number>()
    for (let clue = 0; clue < lastEnds.length; clue += 1) if ((lastEnds[clue] as number) > start) inside.add(clue)
    return { start, end: start, coreStart, clues: inside }
  }

  const hit = (clue: number, end: number) => {
    if (lastEnds[clue] === Number.NEGATIVE_INFINITY) seen.add(nameOf(clue))
    lastEnds[clue] = end
    if (!clues[clue]?.opens) {
      if (open !== undefined && end <= open.end) open.clues.add(clue)
      return
    }
    const start = Math.max(0, end - BEFORE)
    if (open !== undefined && start > open.end) finish(open, open.end)
    if (open !== undefined && end - open.start > LONGEST) {
      const cut = end - nameOf(clue).length
      finish(open, cut)
      open = begin(start, cut)
    }
    open ??= begin(start, start)
    open.clues.add(clue)
    open.end = end + AFTER
  }

  return {
    seen,
    push(chunk) {
      const needed = Math.max(0, Math.min(waiting[0]?.start ?? scanned, open?.start ?? scanned, scanned - BEFORE))
      kept = Buffer.concat([kept.subarray(needed - keptFrom), chunk])
      keptFrom = needed
      scanner.scan(chunk, scanned, hit)
      scanned += chunk.length
      if (open !== undefined && open.end <= scanned - BEFORE) finish(open, open.end)
      flush(false)
    },
    end() {
      if (open !== undefined) finish(open, open.end)
      flush(true)
    },
  }
}
