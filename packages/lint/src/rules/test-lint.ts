import { createCatalog, planFragment, planPipeline, standardDefinitions } from '@mintwell/language'
import type { LintFinding } from '../finding/finding.ts'
import { type LintOptions, lintPlan } from '../lint/lint-plan.ts'

const catalog = createCatalog(standardDefinitions)

/** The findings in a pipeline, or in a fragment where it is none. */
export function findingsIn(
  text: string,
  files: Readonly<Record<string, string>> = {},
  options: Partial<LintOptions> = {},
): readonly LintFinding[] {
  const all: Readonly<Record<string, string>> = { ...files, '/azure-pipelines.yml': text }
  const readFile = (path: string) => all[path]
  const file = '/azure-pipelines.yml'
  const planned = planPipeline(text, { file, catalog, readFile: ({ path }) => readFile(path) })
  const fragment = planned.plan ? undefined : planFragment(text, { file, catalog })
  const plan = planned.plan ?? (fragment && 'plan' in fragment ? fragment.plan : undefined)
  if (!plan) throw new Error(JSON.stringify(planned.diagnostics))
  return lintPlan(plan, { source: readFile, readFile, isFragment: !planned.plan, ...options })
}

/** The ids of the rules that a pipeline meets. */
export function rulesIn(...input: Parameters<typeof findingsIn>): readonly string[] {
  return findingsIn(...input).map(({ rule }) => rule)
}

/** The script type that a script of a test is written for, by how it reads. */
function typeOf(script: string): string {
  if (/\$env:|\bWrite-|\bInvoke-|\bSet-|\[Environment\]|@\{/.test(script)) return 'pscore'
  return /%\w+%|^(?:rem|::|@echo|set )/im.test(script) && !script.includes('$') ? 'batch' : 'bash'
}

/** A pipeline of one step of AzureCLI@2 with this script; `more` are lines of further inputs. */
export function azureCli(script: string, more: readonly string[] = []): string {
  const lines = [
    'steps:',
    '- task: AzureCLI@2',
    '  inputs:',
    '    azureSubscription: production',
    '    addSpnToEnvironment: true',
    `    scriptType: ${typeOf(script)}`,
    '    scriptLocation: inlineScript',
    ...more.map((line) => `    ${line}`),
    '    inlineScript: |',
    ...script.split('\n').map((line) => `      ${line}`),
  ]
  return `${lines.join('\n')}\n`
}
