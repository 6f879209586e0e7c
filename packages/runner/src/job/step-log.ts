import type { Issue, LineKind, StepIdentity } from '../ports/events.ts'
import type { JobState } from './job-state.ts'

/** At most this many issues of a type are kept for a step (microsoft/azure-pipelines-agent). */
const MOST_ISSUES = 10

/** What a step leaves to read: lines of its log, and issues. */
export class StepLog {
  readonly #job: JobState
  readonly #identity: StepIdentity
  readonly #issues: Issue[] = []

  constructor(job: JobState, identity: StepIdentity) {
    this.#job = job
    this.#identity = identity
  }

  /** The issues so far, masked. */
  get issues(): readonly Issue[] {
    return this.#issues.map(({ type, message }) => ({ type, message: this.#job.masker.mask(message) }))
  }

  addIssue(issue: Issue): void {
    if (this.#issues.filter(({ type }) => type === issue.type).length < MOST_ISSUES) this.#issues.push(issue)
  }

  line(kind: LineKind, text: string): void {
    this.#job.emit({ kind: 'line', ...this.#identity, line: kind, text })
  }

  /** An issue and its line. */
  issue(type: Issue['type'], message: string): void {
    this.addIssue({ type, message })
    this.line(type, message)
  }

  /** A line that shows where `System.Debug` is true. */
  debug(text: string): void {
    const { settings } = this.#job.ports
    if (settings.debug || this.#job.variables.get('System.Debug')?.value.toLowerCase() === 'true')
      this.line('debug', text)
  }
}
