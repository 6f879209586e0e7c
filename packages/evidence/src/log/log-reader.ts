import type { Instant } from '@mintwell/clock'
import { type AgentLine, readLine } from '../lines/agent-line.ts'
import { unwrapLine } from '../lines/unwrap-line.ts'
import { StepNotes } from '../notes/step-notes.ts'
import { safeText } from '../redaction/redact.ts'
import { type JobReading, noJobReading } from './job-reading.ts'
import type { Explain } from './refusal-text.ts'
import { StepReader } from './step-reader.ts'

const STARTING = /^Starting: (.{1,300})$/
const FINISHING = /^Finishing: (.{1,300})$/
/** The first step of every job, in the agent's own words. */
const FIRST_STEP = 'Initialize job'
/** A text without steps that leaps so far is of another run: no step is silent for as long. */
const OTHER_RUN_MS = 6 * 3_600_000

/**
 * Reads one file of log: that of a step, of a whole job, of several jobs or runs one after the other, or a text with lines of one. Jobs and steps are told by the agent's
 * `Starting:` and `Finishing:`.
 */
export class LogReader {
  readonly #name: string
  readonly #explain: Explain
  readonly #jobs: JobReading[] = []
  #job: JobReading = noJobReading()
  #step: StepReader | undefined
  /** Whether the step that is read has a section of its own. */
  #isInSection = false
  #jobSection: string | null = null
  #lastAt: Instant | null = null
  #wasFinishing = true

  /** @param name what a step is called that has no name of its own: that of the file */
  constructor(name: string, explain: Explain) {
    this.#name = name
    this.#explain = explain
  }

  /** Takes a line, as it is in the file. */
  read(text: string): void {
    const raw = unwrapLine(text)
    const line = readLine(raw, this.#lastAt)
    this.#stamp(line.at)
    const starting = STARTING.exec(line.text)?.[1]?.trim()
    const finishing = FINISHING.exec(line.text)?.[1]?.trim()
    if (starting !== undefined && this.#isSection(line, starting)) this.#start(starting, line.at)
    else if (finishing !== undefined && this.#finish(finishing, line)) this.#wasFinishing = true
    else if (line.text.trim() !== '') {
      this.#wasFinishing = false
      this.#stepOf(line.at).read(line, raw)
    }
  }

  /** What the file tells: its jobs, in their order. */
  end(): readonly JobReading[] {
    this.#endJob()
    return this.#jobs
  }

  #stamp(at: Instant | null): void {
    if (at !== null && this.#lastAt !== null && !this.#isInSection && Math.abs(at - this.#lastAt) > OTHER_RUN_MS)
      this.#endJob()
    this.#lastAt = at ?? this.#lastAt
    this.#job.startedAt ??= at
    if (at !== null) this.#job.finishedAt = at
  }

  /** A script may print such a line too: without a tag it begins a step only where one may begin. */
  #isSection({ kind, isTagged }: AgentLine, name: string): boolean {
    return (isTagged && kind === 'section') || name === FIRST_STEP || !this.#isInSection || this.#wasFinishing
  }

  #start(name: string, at: Instant | null): void {
    if (name === FIRST_STEP) this.#startJob()
    this.#endStep()
    this.#isInSection = true
    this.#job.startedAt ??= at
    this.#step = new StepReader(new StepNotes(safeText(name, 200), at, this.#job.run), this.#explain)
  }

  /** A job begins. A section that is open and has said nothing is that of the job, not of a step. */
  #startJob(): void {
    const open = this.#isInSection ? this.#step?.notes : undefined
    const outer = open !== undefined && open.marks.length === 0 && open.task === null ? open : undefined
    if (outer !== undefined) this.#step = undefined
    this.#isInSection = false
    if (this.#job.steps.length > 0 || this.#step !== undefined) this.#endJob()
    if (outer === undefined) return
    this.#jobSection = outer.displayName
    this.#job.name = outer.displayName
    this.#job.startedAt = outer.startedAt
  }

  #finish(name: string, { at }: AgentLine): boolean {
    if (this.#step !== undefined && this.#isInSection && this.#step.notes.displayName === safeText(name, 200)) {
      this.#step.notes.isFinished = true
      this.#step.notes.finishedAt = at ?? this.#step.notes.finishedAt
      this.#endStep()
      return true
    }
    if (this.#jobSection !== null && this.#jobSection === safeText(name, 200)) {
      this.#job.isFinished = true
      this.#endJob()
      return true
    }
    return false
  }

  #stepOf(at: Instant | null): StepReader {
    this.#step ??= new StepReader(new StepNotes(this.#name, at, this.#job.run), this.#explain)
    return this.#step
  }

  #endStep(): void {
    const notes = this.#step?.end()
    this.#step = undefined
    this.#isInSection = false
    if (notes !== undefined) this.#job.steps.push(notes)
  }

  #endJob(): void {
    this.#endStep()
    this.#jobSection = null
    if (this.#job.steps.length > 0) this.#jobs.push(this.#job)
    this.#job = noJobReading()
    this.#job.startedAt = this.#lastAt
  }
}
