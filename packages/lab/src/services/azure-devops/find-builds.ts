import { parseInstant } from '@mintwell/clock'
import type { RecordedRun } from '../runs/recorded-run.ts'
import { buildStatus } from './build-object.ts'
import { numberOf, type RestCall, RestRefused } from './rest-call.ts'
import { malformedRequest } from './service-error.ts'

// Clients send enumerations as words or as numbers; azure-devops-node-api sends numbers (BuildInterfaces).
const STATUS_BITS: Readonly<Record<string, number>> = {
  inprogress: 1,
  completed: 2,
  cancelling: 4,
  postponed: 8,
  notstarted: 32,
  all: 47,
}
const RESULT_BITS: Readonly<Record<string, number>> = { succeeded: 2, partiallysucceeded: 4, failed: 8, canceled: 32 }
const REASON_BITS: Readonly<Record<string, number>> = { manual: 1, schedule: 8, all: 2_031 }
/** Words of the service that no run of the lab can have (azure-devops-node-api, BuildInterfaces). */
const UNSEEN: ReadonlySet<string> = new Set([
  'none',
  'individualci',
  'batchedci',
  'scheduleforced',
  'usercreated',
  'validateshelveset',
  'checkinshelveset',
  'pullrequest',
  'buildcompletion',
  'resourcetrigger',
  'triggered',
])
const ORDERS: readonly string[] = [
  '',
  '',
  'finishtimeascending',
  'finishtimedescending',
  'queuetimedescending',
  'queuetimeascending',
  'starttimedescending',
  'starttimeascending',
]

/** How many builds are listed unless more or fewer are asked for (Microsoft Learn, Builds - List). */
const DEFAULT_TOP = 1_000

/** The runs that a list of builds asks for, in its order, the page that `$top` and `continuationToken` name, and the token of the next one. */
export function findBuilds(
  runs: readonly RecordedRun[],
  call: RestCall,
): { readonly page: readonly RecordedRun[]; readonly next: string | undefined } {
  const by = order(call)
  const found = inOrder(
    runs.filter((run) => matches(run, call)),
    by,
  )
  const token = instantOf('continuationtoken', call.query('continuationtoken'))
  const begins = token === undefined ? 0 : found.findIndex((run) => isFrom(run, token, by))
  const rest = begins < 0 ? [] : found.slice(begins)
  const top = numberOf(call, '$top') || DEFAULT_TOP
  const next = rest[top]
  return { page: rest.slice(0, top), next: next && tokenText(timeFor(next, by)) }
}

/** Whether a run comes at or behind a time in an order. Runs of one time come on both pages, as nothing in the token tells them apart. */
function isFrom(run: RecordedRun, instant: number, by: string): boolean {
  return isAscending(by) ? timeFor(run, by) >= instant : timeFor(run, by) <= instant
}

/** The token is a time in the field of the order, with seven digits behind the second; it says nothing without that order (MicrosoftDocs/vsts-rest-api-specs#178). */
function tokenText(instant: number): string {
  return new Date(Math.min(instant, LAST_INSTANT)).toISOString().replace('Z', '0000Z')
}

/** Of a run that has not finished. */
const LAST_INSTANT = Date.UTC(9999, 11, 31)

function matches(run: RecordedRun, call: RestCall): boolean {
  const { record } = run
  const { status, result } = buildStatus(run)
  const ids = call.query('buildids')
  if (ids !== undefined) return list(ids).includes(String(run.id))
  const definitions = call.query('definitions')
  const branch = call.query('branchname')
  const tags = call.query('tagfilters')
  return (
    (definitions === undefined || list(definitions).includes(String(record.definitionId ?? 1))) &&
    matchesNumber(record.buildNumber, call.query('buildnumber')) &&
    hasBit(status, 'statusfilter', STATUS_BITS, call) &&
    hasBit(result ?? '', 'resultfilter', RESULT_BITS, call) &&
    hasBit(record.reason, 'reasonfilter', REASON_BITS, call) &&
    (branch === undefined || branch.toLowerCase() === (record.sourceBranch ?? 'refs/heads/main').toLowerCase()) &&
    (tags === undefined || list(tags).every((tag) => record.tags?.includes(tag))) &&
    isBetween(run, call)
  )
}

/** A number may end in `*` (Microsoft Learn, Builds - List). */
function matchesNumber(number: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return true
  return wanted.endsWith('*') ? number.startsWith(wanted.slice(0, -1)) : number === wanted
}

/** Whether a filter has a word. A word that no build can have is refused with 400. */
function hasBit(word: string, name: string, bits: Readonly<Record<string, number>>, call: RestCall): boolean {
  const filter = call.query(name)
  if (filter === undefined) return true
  const wanted = list(filter).reduce((sum, each) => sum | (bits[each.toLowerCase()] ?? bitsOf(each, name)), 0)
  return ((bits[word.toLowerCase()] ?? 0) & wanted) !== 0
}

function bitsOf(text: string, name: string): number {
  if (/^\d{1,9}$/.test(text) || UNSEEN.has(text.toLowerCase())) return Number(text) || 0
  throw new RestRefused(malformedRequest(`'${text}' is not a value of ${name}`))
}

function isBetween(run: RecordedRun, call: RestCall): boolean {
  const [from, to] = ['mintime', 'maxtime'].map((name) => instantOf(name, call.query(name)))
  const at = timeFor(run, order(call))
  return (from === undefined || at >= from) && (to === undefined || at <= to)
}

/** `Date.toUTCString`, as azure-devops-node-api sends it, or ISO 8601. */
function instantOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const instant = parseInstant(text) ?? Date.parse(text)
  if (Number.isNaN(instant)) throw new RestRefused(malformedRequest(`the value '${text}' of ${name} is no time`))
  return instant
}

function order(call: RestCall): string {
  const wanted = call.query('queryorder')?.toLowerCase()
  return (wanted === undefined ? undefined : (ORDERS[Number(wanted)] ?? wanted)) || 'queuetimedescending'
}

function timeFor({ record }: RecordedRun, by: string): number {
  if (by.startsWith('finish')) return record.finishedAt ?? LAST_INSTANT
  return by.startsWith('start') ? (record.startedAt ?? LAST_INSTANT) : record.queuedAt
}

function inOrder(runs: readonly RecordedRun[], by: string): readonly RecordedRun[] {
  const sign = isAscending(by) ? 1 : -1
  return [...runs].sort((a, b) => sign * (timeFor(a, by) - timeFor(b, by) || a.id - b.id))
}

function isAscending(by: string): boolean {
  return by.endsWith('ascending') && !by.endsWith('descending')
}

function list(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim())
}
