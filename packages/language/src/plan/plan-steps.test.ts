import { describe, expect, it } from 'vitest'
import type { StepPlan, TaskStepPlan } from './plan.ts'
import { planOf } from './test-plan.ts'

function steps(yaml: string): readonly StepPlan[] {
  const lines = yaml.split('\n').map((line) => `  ${line}`)
  return planOf(`steps:\n${lines.join('\n')}`).stages[0]?.jobs[0]?.steps ?? []
}

const task = (yaml: string) => steps(yaml)[0] as TaskStepPlan

describe('script steps', () => {
  it.each([
    [
      '- script: x\n  workingDirectory: d\n  failOnStderr: true',
      'CmdLine',
      2,
      { script: 'x', workingDirectory: 'd', failOnStderr: 'true' },
    ],
    ['- bash: x\n  workingDirectory: d', 'Bash', 3, { targetType: 'inline', script: 'x', workingDirectory: 'd' }],
    [
      '- pwsh: x\n  errorActionPreference: continue\n  ignoreLASTEXITCODE: true',
      'PowerShell',
      2,
      {
        targetType: 'inline',
        pwsh: 'true',
        script: 'x',
        errorActionPreference: 'continue',
        ignoreLASTEXITCODE: 'true',
      },
    ],
    ['- powershell: x', 'PowerShell', 2, { targetType: 'inline', script: 'x' }],
  ])('%j stand for the task %s@%i', (yaml, name, major, inputs) => {
    expect(task(yaml)).toMatchObject({ kind: 'task', task: { name, major }, displayName: name })
    expect(task(yaml).inputs).toEqual(inputs)
  })

  it('keep their macros and their lines', () => {
    expect(task('- bash: |\n    echo $(a)\n    echo $b\n').inputs.script).toBe('echo $(a)\necho $b\n')
  })
})

describe('task steps', () => {
  it('have their inputs by real name, whichever alias and case the file has', () => {
    const yaml = [
      '- task: azurecli@2',
      '  inputs:',
      '    AzureSubscription: my connection',
      '    scripttype: Bash',
      '    scriptLocation: inlineScript',
      '    inlineScript: az account show',
      '    arguments: -x',
      '    workingDirectory: $(Build.SourcesDirectory)',
      '    addSpnToEnvironment: True',
    ].join('\n')
    expect(task(yaml)).toMatchObject({ task: { name: 'AzureCLI', major: 2 }, displayName: 'AzureCLI', id: 'AzureCLI' })
    expect(task(yaml).inputs).toEqual({
      connectedServiceNameARM: 'my connection',
      scriptType: 'Bash',
      scriptLocation: 'inlineScript',
      inlineScript: 'az account show',
      scriptArguments: '-x',
      cwd: '$(Build.SourcesDirectory)',
      addSpnToEnvironment: 'True',
    })
  })

  it.each(['CmdLine@2', 'cmdline@2.202.0', 'D9BAFED4-0B18-4F58-968D-86655B4D2CE9@2', 'a.b.c.CmdLine@2'])(
    'find their task as %s',
    (reference) => {
      expect(task(`- task: ${reference}\n  inputs: {script: x}`).task).toEqual({ name: 'CmdLine', major: 2 })
    },
  )
})

describe('checkout steps', () => {
  it('are planned for self and none, with their options accepted', () => {
    expect(
      steps('- checkout: self\n  fetchDepth: 1\n  clean: true\n  persistCredentials: true\n- checkout: none'),
    ).toMatchObject([
      { kind: 'checkout', repository: 'self', displayName: 'Checkout self' },
      { kind: 'checkout', repository: 'none' },
    ])
  })

  it('are not added where the file has none', () => {
    expect(steps('- bash: x').map(({ kind }) => kind)).toEqual(['task'])
  })
})

describe('what every step may have', () => {
  it('is kept as it is written', () => {
    const yaml = [
      '- bash: x',
      '  name: mine',
      '  displayName: Mine of $(a)',
      '  condition: and(always(), ne(variables.a, 1))',
      '  continueOnError: TRUE',
      '  enabled: false',
      '  env: {A: $(a), B: 1.0, __proto__: x}',
      '  timeoutInMinutes: 5',
      '  retryCountOnTaskFailure: 2',
      '  target: {container: host, commands: restricted, settableVariables: none}',
    ].join('\n')
    expect(task(yaml)).toMatchObject({
      id: 'mine',
      name: 'mine',
      displayName: 'Mine of $(a)',
      condition: 'and(always(), ne(variables.a, 1))',
      continueOnError: 'true',
      enabled: false,
      timeoutInMinutes: 5,
      retryCountOnTaskFailure: 2,
      commands: 'restricted',
      settableVariables: [],
    })
    expect(Object.entries(task(yaml).env)).toEqual([
      ['A', '$(a)'],
      ['B', '1.0'],
      ['__proto__', 'x'],
    ])
  })

  it('takes a target that is the host for no target', () => {
    expect(task('- bash: x\n  target: host').commands).toBe('any')
  })
})

describe('the ids of steps', () => {
  it('are the names of their tasks, numbered where they repeat, around the names that are written', () => {
    const ids = steps('- bash: a\n- bash: b\n- script: c\n- bash: d\n- bash: e\n  name: bash1\n- checkout: self').map(
      ({ id }) => id,
    )
    expect(ids).toEqual(['Bash', 'Bash2', 'CmdLine', 'Bash3', 'bash1', 'Checkout'])
  })
})
