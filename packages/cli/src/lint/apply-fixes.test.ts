import { createCatalog, planPipeline, readDocuments, standardDefinitions } from '@mintwell/language'
import { type LintFix, lintPlan } from '@mintwell/lint'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyFixes } from './apply-fixes.ts'

const catalog = createCatalog(standardDefinitions)

function fixesOf(text: string): readonly LintFix[] {
  const { plan } = planPipeline(text, { file: '/azure-pipelines.yml', catalog })
  if (!plan) throw new Error(text)
  const found = lintPlan(plan, { source: () => text, connections: { secret: 'secret' } })
  return found.flatMap(({ fix }) => fix ?? [])
}

/** Fixes until nothing is left to fix. */
function fixed(text: string): string {
  let before = text
  for (let round = 0; round < 6; round += 1) {
    const { text: after, count } = applyFixes(before, fixesOf(before))
    if (count === 0) return before
    before = after
  }
  throw new Error(`still something to fix:\n${before}`)
}

const ask = 'curl -X POST "$SYSTEM_OIDCREQUESTURI"'
const cli = (script: string, inputs: string) =>
  `- task: AzureCLI@2\n  inputs:\n    azureSubscription: secret\n    scriptType: bash\n    scriptLocation: inlineScript\n${inputs}    inlineScript: |\n      ${script}\n      az group list\n`
/** Steps in many styles, each with something to fix. */
const steps = [
  `- bash: |\n    ${ask}\n`,
  `- bash: |\n    ${ask}\n\n\n`,
  `- bash: |\n    ${ask}\n  displayName: Ask # for a token\n`,
  `- bash: '${ask}'\n  env:\n    A: 1\n`,
  `- bash: '${ask}'\n  env: {A: 1}\n`,
  `- bash: '${ask}'\n  env: {}\n`,
  `- {bash: '${ask}', displayName: Ask}\n`,
  `- {bash: '${ask}', env: {A: 1}}\n`,
  `- script: >-\n    ${ask}\n    | jq .\n  name: ask\n`,
  `-   bash: |\n        ${ask}\n    condition: always()\n`,
  `- task: Bash@3\n  inputs:\n    targetType: inline\n    script: ${ask.replaceAll('"', '')}\n`,
  cli('echo "##vso[task.setvariable variable=T]$idToken"', ''),
  cli('az login --service-principal --federated-token "$idToken"', ''),
  cli('terraform apply\n      az keyvault secret list', '').replace('secret\n', 'production\n'),
  cli('terraform apply\n      az keyvault secret list', '    keepAzSessionActive: false\n').replace(
    'secret\n',
    'production\n',
  ),
  cli('az group list', '    keepAzSessionActive: true\n'),
  cli('az group list', "    keepAzSessionActive: 'true' # why\n"),
  cli('az group list', '    useGlobalConfig: "true"\n'),
  `- bash: |\n    ${ask}\n  env:\n    DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN: true\n`,
]
const heads = ['', '# comment\n', '\uFEFF', 'variables:\n  DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN: true\n']

/** The lines of a text that are not in another one, with how often. */
function lost(before: string, after: string): readonly string[] {
  const left = after.split('\n')
  return before.split('\n').filter((line) => {
    const at = left.indexOf(line)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
}

describe('fixes', () => {
  it('leave YAML that parses, need no second run, and touch no other line', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...heads),
        fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '  '),
        (head, chosen, eol, indent) => {
          const named = chosen.map((step, index) => step.replace('name: ask', `name: ask${index}`))
          const list = named.join('').replaceAll(/^(?=.)/gm, indent)
          const text = `${head}steps:\n${list}`.replaceAll('\n', eol)
          const after = fixed(text)
          expect(readDocuments(after, '').kind).toBe('documents')
          expect(fixesOf(after)).toEqual([])
          // Only lines that a fix is about have gone: a value, a login.
          const touched = /true|keepAzSessionActive|setvariable|az login|env: \{|bash: '|\{bash/
          expect(lost(text, after).filter((line) => !touched.test(line))).toEqual([])
          expect(
            after
              .split('\n')
              .every((line, index, all) => index === all.length - 1 || line.endsWith('\r') === (eol === '\r\n')),
          ).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  })

  it.each(steps.map((step) => [step]))('are there for: %s', (step) => {
    const text = `steps:\n${step}`
    expect(fixed(text)).not.toBe(text)
  })

  it('are made whole or not at all, and not where the file would not parse any more', () => {
    const edit = (start: number, end: number, text: string) => ({ file: '/a.yml', start, end, text })
    const fix = (...edits: LintFix['edits']): LintFix => ({ description: '', safe: true, edits })
    const text = 'a: 1\nb: 2\n'
    expect(applyFixes(text, [fix(edit(3, 4, '3')), fix(edit(3, 4, '4'), edit(8, 9, '5'))])).toEqual({
      text: 'a: 3\nb: 2\n',
      count: 1,
    })
    expect(applyFixes(text, [fix(edit(3, 4, '[')), fix(edit(8, 9, '5'))])).toEqual({ text: 'a: 1\nb: 5\n', count: 1 })
    expect(applyFixes(text, [fix(edit(3, 4, '3')), fix(edit(3, 4, '3'))])).toEqual({ text: 'a: 3\nb: 2\n', count: 1 })
  })
})
