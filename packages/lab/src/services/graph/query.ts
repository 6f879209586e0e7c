import { GRAPH_URL, type GraphAnswer } from './answers.ts'
import { type Filter, matches, parseFilter } from './filter.ts'
import { fail, graphErrors } from './graph-error.ts'

/** An object as Graph shows it. */
export type GraphObject = Readonly<Record<string, unknown>>

/** The query options of a request, as far as the lab has them. */
export interface QueryOptions {
  readonly filter: Filter | undefined
  readonly select: readonly string[] | undefined
  readonly orderBy: readonly Order[]
  readonly top: number
  readonly skip: number
  readonly count: boolean
  /** The related objects that are to be shown within. */
  readonly expand: string | undefined
  /** Those that can be, and are not shown unless they are asked for. */
  readonly expandable: readonly string[]
}

/** What objects are put in order by. */
interface Order {
  readonly property: string
  readonly descending: boolean
}

/** Objects on a page unless one says otherwise, and the most one may ask for (Microsoft Learn, list applications). */
const PAGE_SIZE = 100
const PAGE_LIMIT = 999
const UNSUPPORTED = ['$search', '$apply', '$compute'] as const

/**
 * Reads `$filter`, `$select`, `$orderby`, `$top`, `$count`, `$expand` and `$skiptoken`. Fails with 400.
 *
 * @param expandable the related objects that can be shown within
 */
export function readQuery(url: string, expandable: readonly string[] = []): QueryOptions {
  const { searchParams } = new URL(url)
  const unsupported = UNSUPPORTED.find((option) => searchParams.has(option))
  if (unsupported) fail(graphErrors.unsupportedQuery(unsupported))
  const expand = searchParams.get('$expand') ?? undefined
  if (expand !== undefined && !expandable.includes(expand)) fail(graphErrors.unsupportedQuery('$expand'))
  const filter = searchParams.get('$filter')
  const select = searchParams.get('$select')
  const top = searchParams.get('$top')
  return {
    filter: filter === null ? undefined : parseFilter(filter),
    select: select?.split(',').map((name) => name.trim()),
    orderBy: readOrder(searchParams.get('$orderby')),
    top: top === null ? PAGE_SIZE : readTop(top),
    skip: readSkipToken(searchParams.get('$skiptoken')),
    count: searchParams.get('$count') === 'true',
    expand,
    expandable,
  }
}

/** A page of those objects that match the filter. */
export function page(
  request: { readonly url: string; readonly version: string },
  options: QueryOptions,
  set: string,
  objects: Iterable<GraphObject>,
): GraphAnswer {
  const { filter } = options
  const found = inOrder(
    [...objects].filter((object) => !filter || matches(filter, object)),
    options.orderBy,
  )
  const end = options.skip + options.top
  const value = found.slice(options.skip, end).map((object) => shownIn(object, options))
  const chosen = options.select ? `(${options.select.join(',')})` : ''
  return {
    status: 200,
    body: {
      '@odata.context': `${contextUrl(request.version)}#${set}${chosen}`,
      ...(options.count ? { '@odata.count': found.length } : {}),
      ...(end < found.length ? { '@odata.nextLink': nextLink(request.url, end) } : {}),
      value,
    },
  }
}

/** One object. */
export function entity(
  version: string,
  select: readonly string[] | undefined,
  set: string,
  object: GraphObject,
  status = 200,
): GraphAnswer {
  const chosen = select ? `(${select.join(',')})` : ''
  return {
    status,
    body: { '@odata.context': `${contextUrl(version)}#${set}${chosen}/$entity`, ...selected(object, select) },
  }
}

/** Where the metadata of a version are. */
export function contextUrl(version: string): string {
  return `${GRAPH_URL}/${version}/$metadata`
}

function shownIn(object: GraphObject, { select, expand, expandable }: QueryOptions): GraphObject {
  const related = expandable.filter((name) => name !== expand)
  const own = Object.fromEntries(Object.entries(object).filter(([name]) => !related.includes(name)))
  return selected(own, select && expand ? [...select, expand] : select)
}

function selected(object: GraphObject, select: readonly string[] | undefined): GraphObject {
  return select ? Object.fromEntries(Object.entries(object).filter(([name]) => select.includes(name))) : object
}

function readOrder(text: string | null): readonly Order[] {
  return (text?.split(',') ?? []).map((part) => {
    const [, property, direction] = /^\s*([A-Za-z]\w*)(?:\s+(asc|desc))?\s*$/.exec(part) ?? []
    if (property === undefined) return fail(graphErrors.invalidOrder(`syntax error in '${text}'.`))
    return { property, descending: direction === 'desc' }
  })
}

/** Texts compare without case; what has no value comes first. */
function inOrder(objects: readonly GraphObject[], orders: readonly Order[]): readonly GraphObject[] {
  const unknown = orders.find(({ property }) => objects.some((object) => !Object.hasOwn(object, property)))
  if (unknown) fail(graphErrors.invalidOrder(`Could not find a property named '${unknown.property}'.`))
  const key = (object: GraphObject, property: string) => String(object[property] ?? '').toLowerCase()
  return objects.toSorted((left, right) => {
    for (const { property, descending } of orders) {
      const [a, b] = [key(left, property), key(right, property)]
      if (a !== b) return a < b === descending ? 1 : -1
    }
    return 0
  })
}

function readTop(text: string): number {
  const top = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return top >= 1 && top <= PAGE_LIMIT ? top : fail(invalidPageSize(text))
}

/** The text is from public captures. */
function invalidPageSize(text: string) {
  const message = `Invalid page size specified: '${text}'. Must be between 1 and ${PAGE_LIMIT} inclusive.`
  return { status: 400, code: 'Request_UnsupportedQuery', message }
}

/** Where the next page begins; opaque to clients. */
function readSkipToken(token: string | null): number {
  if (token === null) return 0
  const [, start] = /^page:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('latin1')) ?? []
  // The text is the lab's own.
  return start === undefined
    ? fail({ status: 400, code: 'Directory_ExpiredPageToken', message: 'The specified page token value is not valid.' })
    : Number(start)
}

function nextLink(url: string, start: number): string {
  const next = new URL(url)
  const options = [...next.searchParams].filter(([name]) => name !== '$skiptoken')
  options.push(['$skiptoken', Buffer.from(`page:${start}`).toString('base64url')])
  const query = options.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return `${GRAPH_URL}${next.pathname}?${query}`
}
