import { parseArgs } from 'node:util'
import { accessIn } from '../organization/access.ts'
import { openHttp, readOrganization } from '../organization/open-organization.ts'
import { type Io, UsageError } from '../verb.ts'
import { fetchTask } from './fetch-task.ts'
import { taskCache } from './task-cache.ts'
import { TaskFetchError } from './task-error.ts'

/** An archive of a task may take this long to begin, in milliseconds. */
const TIMEOUT_MS = 120_000

/** `mintwell task fetch NAME@MAJOR --organization O`. Gives the exit code. */
export async function fetchCommand(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { organization: { type: 'string' }, json: { type: 'boolean' } },
    allowPositionals: true,
  })
  const [reference, ...more] = positionals
  const [, name, major] = /^([^@\s]+)@(\d{1,9})$/.exec(reference ?? '') ?? []
  if (name === undefined || more.length > 0) throw new UsageError('fetch takes one task, NAME@MAJOR.')
  if (!values.organization) throw new UsageError('--organization is needed: its name, or its address.')
  const authorization = accessIn(io.env)?.authorization
  if (authorization === undefined)
    throw new UsageError(
      'AZURE_DEVOPS_EXT_PAT is not set: a personal access token of the organization that may read agent pools.',
    )
  const { url: collection } = readOrganization(values.organization)
  const http = openHttp(io, TIMEOUT_MS)
  try {
    const fetch = { name, major: Number(major), collection, authorization, cache: taskCache(io.env) }
    const task = await fetchTask(fetch, http)
    io.stdout.write(
      values.json
        ? `${JSON.stringify(task)}\n`
        : `${task.name} ${task.version} ${task.cached ? 'is there already' : 'fetched'}: ${task.folder}\nmintwell run finds it without an option.\n`,
    )
    return 0
  } catch (error) {
    if (!(error instanceof TaskFetchError)) throw error
    io.stderr.write(`mintwell task fetch: ${error.message}\n  ${error.hint}\n`)
    return 1
  } finally {
    await http.close()
  }
}
