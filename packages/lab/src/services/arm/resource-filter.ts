import { armErrors, fail } from './arm-error.ts'

/** What a filter can be about. */
export interface FilteredResource {
  readonly type: string
  readonly name: string
  readonly location: string
  readonly resourceGroup: string
  readonly tags: Readonly<Record<string, string>>
}

type Test = (resource: FilteredResource) => boolean

/** A comparison, a search, and the words between them; texts are quoted once, a quote in them twice (OData). */
const TERM =
  /^\s*(?:([A-Za-z/]+)\s+(eq|ne)\s+'((?:[^']|'')*)'|substringof\(\s*'((?:[^']|'')*)'\s*,\s*([A-Za-z]+)\s*\))\s*/i
const JOIN = /^(and|or)\s+/i

/** What the service compares by (Microsoft Learn, Resources - List); the lab's resources have no plan and no identity of their own. */
const PROPERTIES: Readonly<Record<string, (resource: FilteredResource) => string | undefined>> = {
  location: ({ location }) => location,
  resourcetype: ({ type }) => type,
  name: ({ name }) => name,
  resourcegroup: ({ resourceGroup }) => resourceGroup,
  identity: () => undefined,
  'identity/principalid': () => undefined,
  plan: () => undefined,
  'plan/publisher': () => undefined,
  'plan/product': () => undefined,
  'plan/name': () => undefined,
  'plan/version': () => undefined,
  'plan/promotioncode': () => undefined,
}
const SEARCHED = ['name', 'resourcegroup']

/**
 * Reads the `$filter` of a list of resources: `eq` and `ne`, `substringof`, a tag's name and value, joined by `and` (which binds closer) and `or`. Values compare
 * without case. Fails with 400 at anything else.
 *
 * @example
 * readFilter("resourceType eq 'Microsoft.KeyVault/vaults'")
 */
export function readFilter(text: string): Test {
  const wrong = () => fail(armErrors.invalidFilter(text))
  const alternatives: Test[][] = [[]]
  let rest = text
  for (;;) {
    const term = TERM.exec(rest) ?? wrong()
    alternatives.at(-1)?.push(readTerm(term) ?? wrong())
    rest = rest.slice(term[0].length)
    if (rest === '') break
    const [words, word] = JOIN.exec(rest) ?? wrong()
    if (word?.toLowerCase() === 'or') alternatives.push([])
    rest = rest.slice(words.length)
  }
  return (resource) => alternatives.some((tests) => tests.every((test) => test(resource)))
}

function readTerm([, property = '', operator, compared, searched, within = '']: RegExpExecArray): Test | undefined {
  if (searched !== undefined) {
    const read = SEARCHED.includes(within.toLowerCase()) ? PROPERTIES[within.toLowerCase()] : undefined
    const part = unquoted(searched)
    return read && ((resource) => (read(resource) ?? '').toLowerCase().includes(part))
  }
  const wanted = unquoted(compared ?? '')
  const isEqual = operator?.toLowerCase() === 'eq'
  const name = property.toLowerCase()
  if (name === 'tagname')
    return isEqual ? ({ tags }) => Object.keys(tags).some((tag) => tag.toLowerCase() === wanted) : undefined
  if (name === 'tagvalue')
    return isEqual ? ({ tags }) => Object.values(tags).some((value) => value.toLowerCase() === wanted) : undefined
  const read = Object.hasOwn(PROPERTIES, name) ? PROPERTIES[name] : undefined
  return read && ((resource) => (read(resource)?.toLowerCase() === wanted) === isEqual)
}

function unquoted(text: string): string {
  return text.replaceAll("''", "'").toLowerCase()
}

/** Those that the `$filter` of a request lets through; all where it has none. Fails with 400. */
export function filtered<T>(url: string, all: readonly T[], describe: (one: T) => FilteredResource): readonly T[] {
  const text = new URL(url).searchParams.get('$filter')
  if (!text) return all
  const matches = readFilter(text)
  return all.filter((one) => matches(describe(one)))
}
