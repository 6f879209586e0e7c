import type { HttpResponse } from '@mintwell/client'
import type { DevOpsReader, Page, Question } from './devops-reader.ts'

/** How many pages and items of one list are read at most: a service that gives more never stops. Choices: an organization has at most 1,000 projects, a pipeline some thousand runs a year. */
const MOST_PAGES = 5_000
const MOST_ITEMS = 500_000
/** How many pages without an item are read one after another before the list counts as ended. */
const MOST_EMPTY_PAGES = 5

/** Why a list was not read to its end. */
export type ListCut = 'repeats' | 'empty-pages' | 'too-long'

/** A list in pages. */
export interface PagedList<T> {
  readonly question: Question
  readonly read: (item: unknown) => T | undefined
  /** What is one and the same in two answers: an item that comes again means that the service has begun anew. */
  readonly idOf: (item: T) => string | number
  /** The rest of the query for the page that a token names. Default: `continuationToken`. */
  readonly queryOf?: (token: string) => Readonly<Record<string, string>>
  /** The token of the next page in an answer, where it is not in Azure DevOps' header. */
  readonly nextOf?: (response: HttpResponse, body: unknown) => string | undefined
  /** Where the next page begins when no header says so; undefined where that was the last page. */
  readonly nextWithoutToken?: (page: Page<T>, itemsSoFar: number) => string | undefined
  /** Called where the list goes on and is not read any further. */
  readonly onCut?: (cut: ListCut) => void
}

/**
 * The items of a list, page by page, each once. It ends where the service ends it, and where the service goes round in a circle: the same token again, or a page of items that
 * were all there before.
 *
 * @throws DevOpsError
 */
export async function* listPages<T>(reader: DevOpsReader, list: PagedList<T>): AsyncGenerator<readonly T[]> {
  const { question, queryOf = (token: string) => ({ continuationToken: token }), idOf } = list
  const seen = new Set<string | number>()
  const tokens = new Set<string>()
  let token: string | undefined
  let empty = 0
  let hasTokens = false
  const cut = (why: ListCut) => list.onCut?.(why)
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const query = { ...question.query, ...(token === undefined ? {} : queryOf(token)) }
    const page = await reader.page({ ...question, query }, list.read, list.nextOf)
    const fresh = page.value.filter((item) => {
      const before = seen.size
      return seen.add(idOf(item)).size > before
    })
    if (fresh.length > 0) yield fresh
    hasTokens ||= page.continuationToken !== null
    // Once tokens have arrived, an answer without one ends the list.
    const next = page.continuationToken ?? (hasTokens ? undefined : list.nextWithoutToken?.(page, seen.size))
    if (next === undefined) return
    if (tokens.has(next) || (page.value.length > 0 && fresh.length === 0)) return cut('repeats')
    empty = page.value.length === 0 ? empty + 1 : 0
    if (empty >= MOST_EMPTY_PAGES) return cut('empty-pages')
    if (seen.size >= MOST_ITEMS) break
    tokens.add(next)
    token = next
  }
  cut('too-long')
}

/** All items of pages; no more than so many, where that is given. */
export async function collectPages<T>(
  pages: AsyncIterable<readonly T[]>,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly T[]> {
  const items: T[] = []
  for await (const page of pages) {
    for (const item of page) items.push(item)
    if (items.length >= most) return items.slice(0, most)
  }
  return items
}
