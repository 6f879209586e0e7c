import { clueList } from '../clues/clue-list.ts'
import type { ClueReader, LogClue } from '../clues/log-clue.ts'
import type { AgentLine } from '../lines/agent-line.ts'
import type { StepNotes } from '../notes/step-notes.ts'
import { type Explain, RefusalText } from './refusal-text.ts'

/** How many lines before a line a clue may look at. */
const LINES_BEFORE = 8

/** All words of all clues in one expression: most lines have none of them. */
const ANY_WORD = new RegExp(
  clueList.flatMap(({ words }) => words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).join('|'),
)

/** What the log of a script says where it failed, without a tag. */
const FAILED = /^(?:##\[error\]|Script failed with (?:exit code|error):)/

/** Reads the lines of one step. */
export class StepReader {
  readonly notes: StepNotes
  readonly #readers: readonly (readonly [clue: LogClue, read: ClueReader])[]
  readonly #refusals: RefusalText
  readonly #before: string[] = []

  constructor(notes: StepNotes, explain: Explain) {
    this.notes = notes
    this.#refusals = new RefusalText(explain)
    this.#readers = clueList.map((clue) => [clue, clue.start()] as const)
  }

  /** Takes a line; `raw` is it with its stamp and tag. */
  read(line: AgentLine, raw: string): void {
    const { notes } = this
    notes.startedAt ??= line.at
    if (line.at !== null) notes.finishedAt = line.at
    if (line.kind === 'error' || FAILED.test(line.text)) {
      notes.errors += 1
      notes.keep(line)
    } else if (line.kind === 'warning') notes.keep(line)
    this.#refusals.add(line, raw)
    if (ANY_WORD.test(raw)) this.#readClues(line, raw)
    this.#before.push(line.text)
    if (this.#before.length > LINES_BEFORE) this.#before.shift()
  }

  end(): StepNotes {
    this.#refusals.finish(this.notes)
    return this.notes
  }

  #readClues(line: AgentLine, raw: string): void {
    let isKept = line.kind === 'error' || line.kind === 'warning'
    for (const [{ words, keeps }, read] of this.#readers) {
      if (!words.some((word) => raw.includes(word))) continue
      read(line, this.notes, this.#before)
      if (keeps && !isKept) {
        isKept = true
        this.notes.keep(line)
      }
    }
  }
}
