import { parseInstant } from '@mintwell/clock'
import type { RecordedRun } from '../runs/recorded-run.ts'
import { buildStatus } from './build-object.ts'
import type { RestCall } from './rest-call.ts'

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
  const found = inOrder(
    runs.filter((run) => matches(run, call)),
    order(call),
  )
  const first = Number(call.query('continuationtoken') ?? 0) || 0
  const top = Number(call.query('$top') ?? DEFAULT_TOP) || DEFAULT_TOP
  const page = found.slice(first, first + top)
  return { page, next: first + top < found.length ? String(first + top) : undefined }
}

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
    hasBit(status, call.query('statusfilter'), STATUS_BITS) &&
    hasBit(result ?? '', call.query('resultfilter'), RESULT_BITS) &&
    hasBit(record.reason, call.query('reasonfilter'), REASON_BITS) &&
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

function hasBit(word: string, filter: string | undefined, bits: Readonly<Record<string, number>>): boolean {
  if (filter === undefined) return true
  const wanted = list(filter).reduce((sum, each) => sum | (bits[each.toLowerCase()] ?? (Number(each) || 0)), 0)
  return ((bits[word.toLowerCase()] ?? 0) & wanted) !== 0
}

function isBetween(run: RecordedRun, call: RestCall): boolean {
  const [from, to] = [call.query('mintime'), call.query('maxtime')].map((text) => instantOf(text))
  const at = timeFor(run, order(call))
  return (from === undefined || at >= from) && (to === undefined || at <= to)
}

/** `Date.toUTCString`, as azure-devops-node-api sends it, or ISO 8601. */
function instantOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const instant = parseInstant(text) ?? Date.parse(text)
  return Number.isNaN(instant) ? undefined : instant
}

function order(call: RestCall): string {
  const wanted = call.query('queryorder')?.toLowerCase()
  return (wanted === undefined ? undefined : (ORDERS[Number(wanted)] ?? wanted)) || 'queuetimedescending'
}

function timeFor({ record }: RecordedRun, by: string): number {
  if (by.startsWith('finish')) return record.finishedAt ?? Number.MAX_SAFE_INTEGER
  return by.startsWith('start') ? (record.startedAt ?? Number.MAX_SAFE_INTEGER) : record.queuedAt
}

function inOrder(runs: readonly RecordedRun[], by: string): readonly RecordedRun[] {
  const sign = by.endsWith('ascending') && !by.endsWith('descending') ? 1 : -1
  return [...runs].sort((a, b) => sign * (timeFor(a, by) - timeFor(b, by) || a.id - b.id))
}

function list(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim())
}
