import type { Instant } from '@mintwell/clock'
import type { LogLine } from './reported-run.ts'

/** The log of a step, as the REST API gives it: each line with its instant in front. */
export class RunLog {
  /** 1, 2, 3 … in the order in which the logs of a run were begun. */
  readonly id: number
  readonly createdAt: Instant
  readonly #lines: string[] = []
  #changedAt: Instant
  #characters = 0

  constructor(id: number, createdAt: Instant) {
    this.id = id
    this.createdAt = createdAt
    this.#changedAt = createdAt
  }

  get changedAt(): Instant {
    return this.#changedAt
  }

  get lines(): readonly string[] {
    return this.#lines
  }

  /** How much memory its text takes, in characters. */
  get characters(): number {
    return this.#characters
  }

  append(line: LogLine): void {
    const text = `${stamp(line.at)} ${tag(line)}${line.text}`
    this.#lines.push(text)
    this.#characters += text.length
    this.#changedAt = line.at
  }

  /** Lines from the first to the last asked for, counted from 1, both included. */
  slice(first: number, last: number): readonly string[] {
    return this.#lines.slice(Math.max(0, first - 1), last)
  }
}

/** Seven digits of a second, as agents write them. */
function stamp(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 23)}0000Z`
}

function tag({ kind = 'plain' }: LogLine): string {
  return kind === 'plain' ? '' : `##[${kind}]`
}
