import { existsSync, readFileSync } from 'node:fs'
import type { LintRule } from '@mintwell/lint'

/** Where the pages of rules are, and where the tool is described: in the repository that the package says it is from, else in the checkout that it runs from. */
export interface RulePages {
  readonly home: string | undefined
  readonly pageOf: (rule: Pick<LintRule, 'id' | 'name'>) => string | undefined
}

/** Folders between this file and the one of the package, at most: sources and bundles lie differently deep. */
const DEEPEST = 5

/** Reads the address from the package's own `package.json`. */
export function findRulePages(): RulePages {
  let at = new URL('.', import.meta.url)
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const file = new URL('package.json', at)
    if (existsSync(file)) {
      const { repository } = JSON.parse(readFileSync(file, 'utf8')) as { repository?: { url?: string } | string }
      const url = typeof repository === 'string' ? repository : repository?.url
      const home = url?.replace(/^git\+/, '').replace(/\.git$/, '')
      if (home?.startsWith('https://')) return { home, pageOf: (rule) => `${home}/blob/main/${pageName(rule)}` }
    }
    if (existsSync(new URL('docs/rules/', at))) {
      const root = at
      return { home: undefined, pageOf: (rule) => new URL(pageName(rule), root).href }
    }
    at = new URL('..', at)
  }
  return { home: undefined, pageOf: () => undefined }
}

/** The page of a rule, from the root of the repository. */
export function pageName({ id, name }: Pick<LintRule, 'id' | 'name'>): string {
  return `docs/rules/${id}-${name}.md`
}
