import { readdirSync, readFileSync } from 'node:fs'
import { createCatalog, planPipeline, standardDefinitions } from '@mintwell/language'
import { describe, expect, it } from 'vitest'
import { lintRules } from '../rules/rule-list.ts'
import type { KnownScheme } from '../subject/lint-subject.ts'
import { lintPlan } from './lint-plan.ts'

const folder = new URL('../../../../docs/rules/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const catalog = createCatalog(standardDefinitions)

/** The rules that an example meets. */
function rulesOf(text: string, connections: Readonly<Record<string, KnownScheme>>): readonly string[] {
  const { plan, diagnostics } = planPipeline(text, { file: '/azure-pipelines.yml', catalog })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  if (!plan) return []
  return lintPlan(plan, { source: () => text, connections }).map(({ rule }) => rule)
}

function exampleOf(page: string, heading: 'Bad' | 'Good'): string {
  return new RegExp(`## ${heading}\\n\\n\`\`\`yaml\\n([\\s\\S]*?)\\n\`\`\``).exec(page)?.[1] ?? ''
}

describe('the pages of rules', () => {
  it('are one for each rule, and a list of them', () => {
    const pages = lintRules.map(({ id, name }) => `${id}-${name}.md`)
    expect(readdirSync(folder).sort()).toEqual([...pages, 'README.md'].sort())
    const rows = lintRules.map(
      ({ id, name, title, severity }) => `| [${id} ${name}](${id}-${name}.md) | ${title} | ${severity} |`,
    )
    expect(
      read('README.md')
        .split('\n')
        .filter((line) => line.startsWith('| [')),
    ).toEqual(rows)
  })

  it.each(lintRules.map((rule) => [rule.id, rule] as const))('say what the rule says: %s', (_, rule) => {
    const page = read(`${rule.id}-${rule.name}.md`)
    expect(page).toContain(`# ${rule.id} ${rule.name}\n`)
    expect(page).toContain(`**${rule.title}.** Severity: ${rule.severity}. Confidence: ${rule.confidence}.`)
    expect(page).toContain(`\n${rule.reason}\n\n${rule.cure}\n`)
    expect(page.includes('`mintwell migrate` names it')).toBe(rule.keepsToken === true)
  })

  it.each(lintRules.map((rule) => [rule.id, rule] as const))(
    'show what %s finds, and what nobody objects to',
    (id, rule) => {
      const page = read(`${rule.id}-${rule.name}.md`)
      const connections = page.includes('scheme: secret\n') ? ({ production: 'secret' } as const) : {}
      expect(rulesOf(exampleOf(page, 'Bad'), connections)).toContain(id)
      expect(rulesOf(exampleOf(page, 'Good'), connections)).toEqual([])
    },
  )
})
