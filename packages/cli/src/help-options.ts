/** An option as a help page has it. */
export interface HelpOption {
  /** Such as `--fail-on`. */
  readonly name: string
  /** Such as `-q`, where there is one. */
  readonly short?: string
  /** The beginning of what the page says of it; empty where the page only names it. */
  readonly summary: string
}

/** An option and, behind a single space or `=`, the placeholder of its value. */
const LONG = /(?<![\w-])--[a-z][a-z-]*/g
const SHORT = /(?<![\w-])-[a-z](?![\w-])/

/**
 * The options that a help page has: those of its usage and those that begin an indented line, in the order of the page. Options that its sentences mention, which may be those
 * of another command, do not count.
 */
export function helpOptions(help: string): readonly HelpOption[] {
  const options = new Map<string, HelpOption>()
  const add = (names: string, summary: string) => {
    const long = names.match(LONG) ?? []
    const short = long.length === 1 ? SHORT.exec(names)?.[0] : undefined
    for (const name of long) {
      if (options.get(name)?.summary) continue
      options.set(name, { name, ...(short && { short }), summary })
    }
  }
  for (const line of help.split('\n')) {
    const [, names, summary = ''] = /^ +(-.*?)(?: {2,}(\S.*))?$/.exec(line) ?? []
    if (names !== undefined) add(names, firstClause(summary))
  }
  add(/^Usage: (.*(?:\n +.*)*)/m.exec(help)?.[1] ?? '', '')
  return [...options.values()]
}

/** What fits beside an option in a list: up to the first semicolon, colon with a space, or bracket. */
function firstClause(text: string): string {
  return (/^[^;(]*?(?=;|:\s|\s*\(|\.?$)/.exec(text)?.[0] ?? text).trim()
}
