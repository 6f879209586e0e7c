import type { AgentLine } from '../lines/agent-line.ts'
import type { StepNotes } from '../notes/step-notes.ts'

/** Reads the lines of one step that have one of the clue's words, in their order. `before` are the texts of the lines before it, the nearest last. */
export type ClueReader = (line: AgentLine, notes: StepNotes, before: readonly string[]) => void

/** One kind of line that tells something: a file beside this, and a line in `clue-list.ts`. */
export interface LogClue {
  readonly name: string
  /** Texts of which each of its lines has at least one, in this very case. */
  readonly words: readonly string[]
  /** Whether its lines are kept, for people to see. */
  readonly keeps: boolean
  /** Begins to read a step. */
  start(): ClueReader
}
