import { describe, expect, it } from 'vitest'
import { createCatalog, standardDefinitions } from '../definitions/standard-definitions.ts'
import { LanguageError } from '../errors.ts'
import { planPipeline } from './plan-pipeline.ts'

const catalog = createCatalog(standardDefinitions)

function errorOf(text: string): LanguageError {
  try {
    planPipeline(text, { file: 'f.yml', catalog })
  } catch (error) {
    if (error instanceof LanguageError) return error
    throw error
  }
  throw new Error('it planned')
}

const STEPS = 'steps: [{bash: x}]'

describe('what Azure Pipelines expands away is refused with the expanded YAML as the way out', () => {
  it.each([
    ['a template expression in a script', `steps:\n- bash: echo \${{ parameters.x }}`, 2, 14],
    ['a template expression in a block', `steps:\n- bash: |\n    a\n    b \${{ x }}`, 4, 7],
    ['a template expression as a key', `steps:\n- \${{ if true }}:\n  - bash: x`, 2, 3],
    ['a template expression in a variable', `variables: {a: '\${{ 1 }}'}\n${STEPS}`, 1, 17],
    ['extends', 'extends: {template: x.yml}', 1, 1],
    ['a step template', 'steps:\n- template: x.yml', 2, 3],
    ['a job template', 'jobs:\n- template: x.yml', 2, 3],
    ['a stage template', 'stages:\n- template: x.yml', 2, 3],
    ['a variable template', `variables:\n- template: x.yml\n${STEPS}`, 2, 3],
  ])('for %s', (_, text, line, column) => {
    const error = errorOf(text)
    expect([error.code, error.place]).toEqual(['ERR_PLAN_UNSUPPORTED', { file: 'f.yml', line, column }])
    expect(error.hint).toContain('preview')
  })
})

describe('what cannot run locally at all is refused by name', () => {
  it.each([
    ['getPackage', 'getting a package', 'steps:\n- getPackage: x', 2, 3],
    ['reviewApp', 'a review app', 'steps:\n- reviewApp: x', 2, 3],
  ])('as %s, for %s', (name, _, text, line, column) => {
    const error = errorOf(text)
    expect([error.code, error.place]).toEqual(['ERR_PLAN_UNSUPPORTED', { file: 'f.yml', line, column }])
    expect(error.message).toContain(name)
  })

  it('as a variable group, with the variables to write instead', () => {
    const error = errorOf(`variables:\n- group: secrets\n${STEPS}`)
    expect([error.code, error.place?.line, error.data]).toEqual(['ERR_PLAN_UNSUPPORTED', 2, { feature: 'group' }])
    expect(error.hint).toContain("'value'")
  })
})

describe('what only declares does no harm', () => {
  it.each([
    `parameters: [{name: x, type: string, default: y}]\n${STEPS}`,
    `resources: {repositories: [{repository: a, type: git, name: b}], pipelines: [{pipeline: c}]}\n${STEPS}`,
    `pr: none\ntrigger:\n${STEPS}`,
    `stages: [{stage: A, templateContext: {a: b}, jobs: [{job: B, workspace: {clean: all}, ${STEPS}}]}]`,
  ])('so %j is planned', (text) => {
    expect(planPipeline(text, { file: 'f.yml', catalog }).stages).toHaveLength(1)
  })
})
