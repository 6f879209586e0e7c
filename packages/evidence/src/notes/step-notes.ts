import type { Instant } from '@mintwell/clock'
import type { LineKind, Result } from '@mintwell/record'
import { safeText } from '../redaction/redact.ts'
import type { ClaimTimes } from './claim-times.ts'

/** Something that a log shows to have been done with a token; which token, its times may tell. */
export interface NotedMark {
  readonly kind: 'taken' | 'login' | 'accepted' | 'refused'
  readonly at: Instant | null
  readonly serviceAt: Instant | null
  readonly source: 'oidc' | 'late-bound' | null
  /** Of a taking, how the log shows it: a login with it, words that say so, or only a token that was seen in the step. */
  readonly shownBy: 'login' | 'said' | 'seen'
  readonly token: ClaimTimes | null
  readonly code: string | null
  readonly text: string | null
}

/** One line worth keeping. */
export interface NotedLine {
  readonly at: Instant | null
  readonly kind: LineKind
  readonly text: string
}

/** What a log tells of the agent and of the run, wherever in it; null where it does not. */
export interface RunNotes {
  agentName: string | null
  agentVersion: string | null
  os: string | null
  image: string | null
  isHosted: boolean | null
  proxy: string | null
  definition: string | null
  buildId: string | null
  buildNumber: string | null
  collection: string | null
  project: string | null
  url: string | null
}

/** Nothing told yet. */
export function noRunNotes(): RunNotes {
  return {
    agentName: null,
    agentVersion: null,
    os: null,
    image: null,
    isHosted: null,
    proxy: null,
    definition: null,
    buildId: null,
    buildNumber: null,
    collection: null,
    project: null,
    url: null,
  }
}

/** How many lines of a step are kept; those after them say nothing new. */
const MOST_LINES = 200
/** How many marks a step may have: a login every eight minutes for a week are 1,260. */
const MOST_MARKS = 2_000

/** What the log of one step tells, while it is read. */
export class StepNotes {
  readonly displayName: string
  startedAt: Instant | null
  finishedAt: Instant | null = null
  isFinished = false
  task: string | null = null
  taskVersion: string | null = null
  connection: string | null = null
  connectionId: string | null = null
  lateBound: 'used' | 'enabled' | 'not-used' | null = null
  /** The instant in the name of the script that AzureCLI writes, made right before it logs in. */
  scriptMadeAt: Instant | null = null
  errors = 0
  readonly lines: NotedLine[] = []
  readonly marks: NotedMark[] = []
  readonly run: RunNotes

  constructor(displayName: string, startedAt: Instant | null, run: RunNotes) {
    this.displayName = displayName
    this.startedAt = startedAt
    this.run = run
  }

  /** Keeps a line, made safe. */
  keep(line: NotedLine): void {
    if (this.lines.length < MOST_LINES) this.lines.push({ ...line, text: safeText(line.text) })
  }

  /** Notes something done with a token. */
  mark(mark: Partial<NotedMark> & Pick<NotedMark, 'kind'>): void {
    if (this.marks.length >= MOST_MARKS) return
    this.marks.push({
      at: null,
      serviceAt: null,
      source: null,
      shownBy: 'seen',
      token: null,
      code: null,
      text: null,
      ...mark,
    })
  }

  /** What the task said of itself outweighs what a variable says. */
  boundness(found: 'used' | 'enabled' | 'not-used'): void {
    if (this.lateBound === null || this.lateBound === 'enabled' || found === 'used') this.lateBound = found
  }

  /** Azure Pipelines' word for how the step ended, as far as a log tells. */
  result(): Result | null {
    if (this.errors > 0) return 'failed'
    return this.isFinished ? 'succeeded' : null
  }
}
