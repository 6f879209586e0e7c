/** A task that could not be fetched: what happened, and what to do. */
export class TaskFetchError extends Error {
  override readonly name = 'TaskFetchError'
  readonly code: 'ERR_TASK_FETCH' | 'ERR_TASK_ARCHIVE'
  readonly hint: string

  constructor(code: TaskFetchError['code'], message: string, hint: string) {
    super(message)
    this.code = code
    this.hint = hint
  }
}
