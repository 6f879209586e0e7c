import { CliError } from '../errors.ts'

/** A task that could not be fetched: what happened, and what to do. */
export class TaskFetchError extends CliError {
  override readonly name = 'TaskFetchError'

  constructor(code: 'ERR_TASK_FETCH' | 'ERR_TASK_ARCHIVE', message: string, hint: string) {
    super(code, message, { hint })
  }
}
