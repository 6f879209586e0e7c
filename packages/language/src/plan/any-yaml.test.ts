import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growth, LINEAR } from '../../../../test/growth.ts'
import { createCatalog, standardDefinitions } from '../definitions/standard-definitions.ts'
import { codes } from '../errors.ts'
import { planPipeline } from './plan-pipeline.ts'

const catalog = createCatalog(standardDefinitions)

/** A plan, or what is wrong: each with a code of the catalogue, a place and a next step. */
function check(text: string): void {
  const { plan, diagnostics } = planPipeline(text, { file: '/f.yml', catalog })
  expect(plan !== undefined || diagnostics.some(({ severity }) => severity === 'error')).toBe(true)
  for (const { code, place, hint } of diagnostics) {
    expect(Object.keys(codes)).toContain(code)
    if (place) expect([place.line > 0, place.column > 0]).toEqual([true, true])
    expect(hint).not.toBe('')
  }
}

const keys = fc.constantFrom(
  ...'steps jobs stages job stage task bash script pwsh checkout inputs name value variables dependsOn condition'.split(
    ' ',
  ),
  ...'displayName env schedules cron branches include always pool target timeoutInMinutes continueOnError'.split(' '),
  ...'enabled template resources parameters azureSubscription scriptType inlineScript group readonly'.split(' '),
  '<<',
  '__proto__',
  'constructor',
)
const texts = fc.constantFrom(
  ...[
    'a',
    'A',
    'b',
    '',
    'true',
    '1',
    '-1',
    'self',
    'none',
    'host',
    'server',
    'AzureCLI@2',
    'Bash@3',
    'Bash@9',
    '@',
    'bash',
  ],
  ...[
    'always()',
    'eq(variables.a, 1)',
    'foo(',
    '$[ variables.a ]',
    '$[ x ]',
    '$(a)',
    '0 0 * * *',
    '* *',
    '$' + '{{ a }}',
  ],
)

const { node } = fc.letrec((tie) => ({
  node: fc.oneof({ maxDepth: 7 }, texts, tie('list'), tie('mapping')),
  list: fc.array(tie('node'), { maxLength: 4 }),
  mapping: fc.dictionary(keys, tie('node'), { maxKeys: 6 }),
}))

/** Shaped like a pipeline, so that the depths are reached. */
const step = fc.record(
  { bash: texts, task: texts, checkout: texts, inputs: node, name: texts, condition: texts, env: node, target: node },
  { requiredKeys: [] },
)
const steps = fc.oneof({ weight: 4, arbitrary: fc.array(step, { maxLength: 4 }) }, node)
const job = fc.record(
  { job: texts, dependsOn: node, condition: texts, variables: node, steps },
  { requiredKeys: ['steps'] },
)
const stage = fc.record(
  { stage: texts, dependsOn: node, jobs: fc.array(job, { maxLength: 3 }) },
  { requiredKeys: ['jobs'] },
)
const pipeline = fc.record(
  {
    stages: fc.array(stage, { maxLength: 3 }),
    jobs: fc.array(job, { maxLength: 3 }),
    steps,
    variables: node,
    schedules: node,
    pool: node,
  },
  { requiredKeys: [] },
)

describe('any YAML makes a plan or one error', () => {
  it('when it is any JSON', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), check), { numRuns: 300 })
  })

  it('when it has the keys of pipelines in any order', () => {
    fc.assert(
      fc.property(node, (value) => check(JSON.stringify(value))),
      { numRuns: 500 },
    )
  })

  it('when it has the shape of a pipeline', () => {
    fc.assert(
      fc.property(pipeline, (value) => check(JSON.stringify(value))),
      { numRuns: 300 },
    )
  })
})

describe('planning is fast', () => {
  it('for a file of thousands of steps: sixteen times as many take hardly more than sixteen times as long', () => {
    const one = (index: number) =>
      `- bash: |\n    echo ${index}\n    true\n  displayName: Step ${index}\n  env:\n    A: $(b)\n`
    const plan = (steps: number) =>
      planPipeline(`steps:\n${Array.from({ length: steps }, (_, index) => one(index)).join('')}`, {
        file: '/f.yml',
        catalog,
      })
    expect(growth(plan, 125)).toBeLessThan(LINEAR)
  })

  it('for a chain of thousands of jobs that is written backwards', () => {
    const one = (index: number) =>
      `- job: J${index}\n  dependsOn: [${index === 0 ? '' : `J${index - 1}`}]\n  steps: [{bash: x}]\n`
    const text = `jobs:\n${Array.from({ length: 3_000 }, (_, index) => one(2_999 - index)).join('')}`
    const jobs = planPipeline(text, { file: '/f.yml', catalog }).plan?.stages[0]?.jobs
    expect([jobs?.[0]?.name, jobs?.at(-1)?.name]).toEqual(['J0', 'J2999'])
  })
})
