import type { Result } from '../ports/result.ts'
import type { CommandHandler } from './command-handler.ts'

/** The agent parses these with case (`Enum.TryParse`): `Cancelled`, which the task library writes, is not one of them. */
const RESULTS: Readonly<Record<string, Result>> = {
  Succeeded: 'succeeded',
  SucceededWithIssues: 'succeededWithIssues',
  Failed: 'failed',
  Canceled: 'canceled',
  Skipped: 'skipped',
}

/** `task.complete result=…;done=true`: the task says how it ended; the worst wins. */
export const complete: CommandHandler = {
  name: 'task.complete',
  allowedWhenRestricted: true,
  run({ properties, data }, scope) {
    const result = RESULTS[properties.result ?? '']
    if (!result)
      throw new Error(`task.complete takes result=${Object.keys(RESULTS).join('|')}, not '${properties.result ?? ''}'`)
    scope.complete(result, data, properties.done?.toLowerCase() === 'true')
  },
}
