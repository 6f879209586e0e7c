import { describe, expect, it } from 'vitest'
import { growth, LINEAR } from '../../../../test/growth.ts'
import { MOST_DIAGNOSTICS } from '../source/diagnostic.ts'
import { planPipeline } from './plan-pipeline.ts'
import { catalog, diagnosticsOf } from './test-plan.ts'

const AZURE_CLI = 'steps:\n- task: AzureCLI@2\n  inputs:\n    azureSubscription: c\n    scriptType: bash\n'
const short = (text: string) =>
  diagnosticsOf(text).map(({ code, severity, place }) => [severity, code, place?.line, place?.column])

describe('what is wrong with a pipeline', () => {
  it.each([
    ['a task without a version', 'steps:\n- task: AzureCLI', 'error', 'ERR_TASK_REFERENCE', 2, 9],
    ['a task of an unknown version', 'steps:\n- task: AzureCLI@9', 'warning', 'ERR_TASK_UNKNOWN', 2, 9],
    ['a task without its required input', 'steps:\n- task: AzureCLI@2', 'error', 'ERR_TASK_INPUT_MISSING', 2, 9],
    ['inputs without a required one', AZURE_CLI, 'error', 'ERR_TASK_INPUT_MISSING', 4, 5],
    [
      'an unknown input',
      `${AZURE_CLI}    inlineScript: x\n    inlineScipt: x`,
      'warning',
      'ERR_TASK_INPUT_UNKNOWN',
      7,
      5,
    ],
    ['a value that no list has', `${AZURE_CLI}    scriptLocation: inline`, 'error', 'ERR_TASK_INPUT_VALUE', 6, 21],
    [
      'a boolean in other words',
      `${AZURE_CLI}    inlineScript: x\n    addSpnToEnvironment: yes`,
      'error',
      'ERR_TASK_INPUT_VALUE',
      7,
      26,
    ],
    [
      'an input by name and alias',
      `${AZURE_CLI}    inlineScript: x\n    connectedServiceNameARM: d`,
      'error',
      'ERR_TASK_INPUT_TWICE',
      7,
      5,
    ],
    [
      'more slices than the service starts',
      'strategy: {parallel: 257}\nsteps: [{bash: x}]',
      'error',
      'ERR_PLAN_VALUE',
      1,
      22,
    ],
    ['an empty script', 'steps:\n- bash:', 'error', 'ERR_TASK_INPUT_MISSING', 2, 3],
    ['a cron of four fields', 'schedules: [{cron: 1 2 3 4}]\nsteps: [{bash: x}]', 'error', 'ERR_CRON', 1, 20],
    [
      'a group that nobody configured',
      'variables: [{group: g}]\nsteps: [{bash: x}]',
      'warning',
      'ERR_PLAN_GROUP',
      1,
      21,
    ],
  ] as const)('is one diagnostic with a place: %s', (_name, text, ...expected) => {
    expect(short(text)).toContainEqual(expected)
  })

  it('comes out all at once, in the order of the file', () => {
    const text = `schedules: [{cron: 1 2 3 4}]
steps:
- task: AzureCLI
- task: AzureCLI@2
  inputs: {azureSubscription: c, scriptType: bsh, inlineScript: x}
- bash:
- task: Bash@3
  inputs: {targetType: inline, script: x, scrpt: y}`
    const found = diagnosticsOf(text)
    expect(found.map(({ place }) => place?.line)).toEqual([1, 3, 5, 5, 6, 8])
    for (const { hint, message } of found) expect([hint, message]).not.toContain('')
  })

  it('is at most a hundred diagnostics, and the rest is counted', () => {
    const text = `steps:\n${'- task: AzureCLI\n'.repeat(150)}`
    const { diagnostics, omitted } = planPipeline(text, { file: '/f.yml', catalog })
    expect([diagnostics.length, omitted]).toEqual([MOST_DIAGNOSTICS, 50])
  })

  it('says which groups are missing once each, and an error where their values are needed', () => {
    const text = 'variables: [{group: g}, {group: G}, {group: h}]\nsteps: [{bash: x}]'
    expect(short(text).map(([severity]) => severity)).toEqual(['warning', 'warning'])
    expect(diagnosticsOf(text, { groupNames: ['G'] }).map(({ place }) => place?.column)).toEqual([45])
    const found = diagnosticsOf(text, { groups: { h: {} } })
    expect(found.map(({ severity, code }) => [severity, code])).toEqual([['error', 'ERR_PLAN_GROUP']])
  })

  it('has the place in the template and that of the call', () => {
    const [found] = diagnosticsOf('steps:\n- template: t.yml', {
      readFile: () => 'steps:\n- bash: x\n- task: AzureCLI\n',
    })
    expect(found?.place).toMatchObject({ file: '/t.yml', line: 3, via: { file: '/f.yml', line: 2 } })
  })

  it('is found in time that grows with the file alone', () => {
    const plan = (count: number) => diagnosticsOf(`steps:\n${'- task: AzureCLI\n- bash: x\n'.repeat(count)}`)
    expect(growth(plan, 200)).toBeLessThan(LINEAR)
  })
})
