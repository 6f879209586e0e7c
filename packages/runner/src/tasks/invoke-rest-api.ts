import type { TaskHost, TaskOutcome } from '@mintwell/azure-cli'
import type { BuiltInRun } from './built-in-run.ts'
import { failed, succeeded } from './outcomes.ts'

/** The most of an answer that the log shows, in characters. */
const MOST_SHOWN = 4_000

/** InvokeRESTAPI@1: one request with the credentials of a service connection, to the lab's services and to hosts that the run allows. */
export async function runInvokeRestApi({ host, attempt, definition }: BuiltInRun): Promise<TaskOutcome> {
  const { access, log, stopped, job } = attempt
  const name = host.input(host.input('connectedServiceNameSelector'))
  const endpoint = host.endpoint(name)
  if (!endpoint) return failed(`The service connection '${name}' is not available to this job.`)
  const { invoke } = access
  if (!invoke) return failed(`${definition.name}@${definition.major} cannot be run here: there is no network.`)
  if (host.input('waitForCompletion').toLowerCase() === 'true')
    return failed('The completion event Callback cannot be run here: nothing calls back. Use ApiResponse, or --stub.')
  if (host.input('successCriteria') !== '')
    log.issue('warning', 'successCriteria is not evaluated here: only the status of the answer counts.')
  const headers = readHeaders(host)
  if (!headers) return failed('The headers are not a JSON object of strings.')
  const method = host.input('method').toUpperCase()
  const url = endpoint.url + host.input('urlSuffix')
  log.line('plain', `${method} ${url}`)
  const body = host.input('body')
  const request = { endpoint, method, url, headers, ...(body === '' ? {} : { body }), signal: stopped }
  const answer = await job.busy(() => invoke(request))
  log.line('plain', `Response code: ${answer.status}`)
  for (const line of answer.text.slice(0, MOST_SHOWN).split(/\r?\n/)) log.line('plain', line)
  if (answer.status >= 200 && answer.status < 300) return succeeded
  return failed(`Error while invoking ${method} ${url}: the answer has the status ${answer.status}.`)
}

function readHeaders(host: TaskHost): Readonly<Record<string, string>> | undefined {
  const text = host.input('headers')
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]))
  } catch {
    return undefined
  }
}
