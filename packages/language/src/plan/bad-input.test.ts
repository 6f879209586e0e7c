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

const job = (name: string, more = '') => `- job: ${name}\n${more}  steps: [{bash: x}]\n`
const stage = (name: string, more = '') => `- stage: ${name}\n${more}  jobs: [{job: A, steps: [{bash: x}]}]\n`
const AZURE_CLI = 'steps:\n- task: AzureCLI@2\n  inputs:\n    azureSubscription: c\n    scriptType: bash\n'

describe('bad input is one error with a code, a place and a next step', () => {
  it.each([
    ['a text that is no mapping', 'hello', 'ERR_PLAN_TYPE', 1, 1],
    ['a list', '- bash: x', 'ERR_PLAN_TYPE', 1, 1],
    ['an empty file', '', 'ERR_YAML_EMPTY', 1, 1],
    ['broken YAML', 'steps:\n- bash: "x', 'ERR_YAML_SYNTAX', 2, 9],
    ['a tab as indentation', 'steps:\n\t- bash: x', 'ERR_YAML_SYNTAX', 2, 1],
    ['a file without work', 'name: x', 'ERR_PLAN_MISSING_KEY', 1, 1],
    ['a mistyped key of the pipeline', 'stpes:\n- bash: x', 'ERR_PLAN_UNKNOWN_KEY', 1, 1],
    ['a mistyped key beside steps', 'steps:\n- bash: x\nvaribles: {}', 'ERR_PLAN_UNKNOWN_KEY', 3, 1],
    ["a job's key beside jobs", `continueOnError: true\njobs:\n${job('A')}`, 'ERR_PLAN_UNKNOWN_KEY', 1, 1],
    ['steps and jobs', 'steps:\n- bash: x\njobs: []', 'ERR_PLAN_CONFLICT', 3, 1],
    ['empty steps', 'steps: []', 'ERR_PLAN_EMPTY', 1, 8],
    ['steps without a value', 'steps:', 'ERR_PLAN_TYPE', 1, 7],
    ['empty jobs', 'jobs: []', 'ERR_PLAN_EMPTY', 1, 7],
    ['empty stages', 'stages: []', 'ERR_PLAN_EMPTY', 1, 9],
    ['a job without steps', 'jobs:\n- job: A', 'ERR_PLAN_MISSING_KEY', 2, 3],
    ['a stage without jobs', 'stages:\n- stage: A', 'ERR_PLAN_MISSING_KEY', 2, 3],
    ['steps that are a mapping', 'steps: {bash: x}', 'ERR_PLAN_TYPE', 1, 8],
    ['a step that is text', 'steps:\n- bash x', 'ERR_PLAN_TYPE', 2, 3],
    ['a step of no kind', 'steps:\n- displayName: x', 'ERR_PLAN_MISSING_KEY', 2, 3],
    ['a step of a mistyped kind', 'steps:\n- bsh: x', 'ERR_PLAN_UNKNOWN_KEY', 2, 3],
    ['a step of two kinds', 'steps:\n- bash: x\n  task: Bash@3', 'ERR_PLAN_CONFLICT', 3, 3],
    ['a mistyped key of a step', 'steps:\n- bash: x\n  dispayName: y', 'ERR_PLAN_UNKNOWN_KEY', 3, 3],
    ['an empty script', 'steps:\n- bash:', 'ERR_TASK_INPUT_MISSING', 2, 8],
    ['a script that is a list', 'steps:\n- bash: [x]', 'ERR_PLAN_TYPE', 2, 9],
    ['a timeout in words', 'steps:\n- bash: x\n  timeoutInMinutes: soon', 'ERR_PLAN_VALUE', 3, 21],
    ['too many retries', 'steps:\n- bash: x\n  retryCountOnTaskFailure: 11', 'ERR_PLAN_VALUE', 3, 28],
    ['enabled in other words', 'steps:\n- bash: x\n  enabled: perhaps', 'ERR_PLAN_VALUE', 3, 12],
    ['continueOnError in other words', 'steps:\n- bash: x\n  continueOnError: perhaps', 'ERR_PLAN_VALUE', 3, 20],
    ['an environment that is a list', 'steps:\n- bash: x\n  env: [A]', 'ERR_PLAN_TYPE', 3, 8],
    ['an environment with a nested value', 'steps:\n- bash: x\n  env: {A: {B: c}}', 'ERR_PLAN_TYPE', 3, 12],
    ['an unknown set of commands', 'steps:\n- bash: x\n  target: {commands: all}', 'ERR_PLAN_VALUE', 3, 22],
    ['a variable with a nested value', 'variables: {a: {b: c}}\nsteps: [{bash: x}]', 'ERR_PLAN_TYPE', 1, 16],
    ['a listed variable without a name', 'variables: [{value: 1}]\nsteps: [{bash: x}]', 'ERR_PLAN_MISSING_KEY', 1, 13],
    ['a variable with an empty name', 'variables: {"": 1}\nsteps: [{bash: x}]', 'ERR_PLAN_NAME', 1, 13],
    ['a name with a space', 'steps:\n- bash: x\n  name: a b', 'ERR_PLAN_NAME', 3, 9],
    ['a name with a hyphen', `jobs:\n${job('a-b')}`, 'ERR_PLAN_NAME', 2, 8],
    ['a name that starts with a digit', `stages:\n${stage('1a')}`, 'ERR_PLAN_NAME', 2, 10],
    ['two steps of one name', 'steps:\n- {bash: x, name: a}\n- {bash: x, name: A}', 'ERR_PLAN_DUPLICATE_NAME', 3, 19],
    ['two jobs of one name', `jobs:\n${job('A')}${job('a')}`, 'ERR_PLAN_DUPLICATE_NAME', 4, 8],
    ['two stages of one name', `stages:\n${stage('A')}${stage('A')}`, 'ERR_PLAN_DUPLICATE_NAME', 4, 10],
    [
      'an unknown dependency',
      `jobs:\n${job('A', '  dependsOn: [B, C]\n')}${job('B')}`,
      'ERR_PLAN_UNKNOWN_DEPENDENCY',
      3,
      18,
    ],
    [
      'a circle of dependencies',
      `jobs:\n${job('A', '  dependsOn: B\n')}${job('B', '  dependsOn: A\n')}`,
      'ERR_PLAN_DEPENDENCY_CYCLE',
      3,
      14,
    ],
    ['a job that depends on itself', `jobs:\n${job('A', '  dependsOn: a\n')}`, 'ERR_PLAN_DEPENDENCY_CYCLE', 3, 14],
    ['a task without a version', 'steps:\n- task: AzureCLI', 'ERR_TASK_REFERENCE', 2, 9],
    ['a task without its required input', 'steps:\n- task: AzureCLI@2', 'ERR_TASK_INPUT_MISSING', 2, 9],
    ['inputs without a required one', AZURE_CLI, 'ERR_TASK_INPUT_MISSING', 3, 3],
    ['an unknown input', `${AZURE_CLI}    inlineScipt: x`, 'ERR_TASK_INPUT_UNKNOWN', 6, 5],
    ['a value that no list has', `${AZURE_CLI}    scriptLocation: inline`, 'ERR_TASK_INPUT_VALUE', 6, 21],
    ['a boolean input in other words', `${AZURE_CLI}    addSpnToEnvironment: yes`, 'ERR_TASK_INPUT_VALUE', 6, 26],
    ['an input by name and alias', `${AZURE_CLI}    connectedServiceNameARM: d`, 'ERR_TASK_INPUT_TWICE', 6, 5],
    ['an input that is a list', `${AZURE_CLI}    scriptPath: [x]`, 'ERR_PLAN_TYPE', 6, 17],
    ['inputs that are text', 'steps:\n- task: Bash@3\n  inputs: x', 'ERR_PLAN_TYPE', 3, 11],
    ['a broken condition', 'steps:\n- bash: x\n  condition: and(always()', 'ERR_EXPRESSION_SYNTAX', 3, 14],
    [
      'an unknown function',
      "steps:\n- bash: x\n  condition: 'and(always(), eqq(''a'', 1))'",
      'ERR_EXPRESSION_FUNCTION',
      3,
      29,
    ],
    [
      'an unknown function in a block',
      'steps:\n- bash: x\n  condition: |\n    and(always(),\n      foo(1))',
      'ERR_EXPRESSION_FUNCTION',
      5,
      7,
    ],
    ['too many arguments', `jobs:\n${job('A', '  condition: not(1, 2)\n')}`, 'ERR_EXPRESSION_ARGUMENTS', 3, 19],
    [
      'dependencies in the condition of a step',
      'steps:\n- bash: x\n  condition: dependencies.A',
      'ERR_EXPRESSION_NAME',
      3,
      14,
    ],
    ['a broken runtime expression', 'variables:\n  a: $[ eq( ]\nsteps: [{bash: x}]', 'ERR_EXPRESSION_SYNTAX', 2, 9],
    [
      'a status function in a variable',
      'variables:\n  a: $[succeeded()]\nsteps: [{bash: x}]',
      'ERR_EXPRESSION_FUNCTION',
      2,
      8,
    ],
    [
      'text behind a runtime expression',
      'variables:\n  a: $[variables.b] c\nsteps: [{bash: x}]',
      'ERR_EXPRESSION_SYNTAX',
      2,
      6,
    ],
    ['a bad cron expression', "schedules:\n- cron: '0 25 * * *'\nsteps: [{bash: x}]", 'ERR_CRON', 2, 12],
    ['a schedule without cron', 'schedules:\n- always: true\nsteps: [{bash: x}]', 'ERR_PLAN_MISSING_KEY', 2, 3],
    ['a schedule that is text', 'schedules: nightly\nsteps: [{bash: x}]', 'ERR_PLAN_TYPE', 1, 12],
  ])('for %s', (_, text, code, line, column) => {
    const error = errorOf(text)
    expect([error.code, error.place]).toEqual([code, { file: 'f.yml', line, column }])
    expect(error.message).not.toBe('')
    expect(error.hint).toMatch(/[.?]$/)
  })
})

describe('what an error names', () => {
  it('is the circle, from a stage back to itself', () => {
    const text = `stages:\n${stage('A', '  dependsOn: C\n')}${stage('B')}${stage('C', '  dependsOn: B\n')}`
    expect(errorOf(text).data).toEqual({ cycle: ['A', 'C', 'B', 'A'] })
  })

  it('are the candidates for an unknown dependency', () => {
    const error = errorOf(`jobs:\n${job('Build', '  dependsOn: Tset\n')}${job('Test')}`)
    expect([error.data, error.hint]).toEqual([{ name: 'Tset', candidates: ['Test'] }, "Did you mean 'Test'?"])
  })

  it('are the alias and the real name of a missing input', () => {
    const error = errorOf('steps:\n- task: AzureCLI@2')
    expect(error.data).toMatchObject({ input: 'connectedServiceNameARM', aliases: ['azureSubscription'] })
    expect(error.message).toContain("'azureSubscription' (connectedServiceNameARM)")
  })
})
