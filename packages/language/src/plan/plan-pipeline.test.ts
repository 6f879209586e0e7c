import { describe, expect, it } from 'vitest'
import { planOf as plan, without } from './test-plan.ts'

describe('a file with steps', () => {
  it('is one stage __default with one job Job', () => {
    expect(without('places', plan('steps:\n- bash: echo hello'))).toEqual({
      schema: 2,
      pipeline: '/f.yml',
      variables: [],
      schedules: [],
      stages: [
        {
          name: '__default',
          displayName: '__default',
          dependsOn: [],
          variables: [],
          place: { file: '/f.yml', line: 1, column: 1 },
          jobs: [
            {
              name: 'Job',
              displayName: 'Job',
              dependsOn: [],
              continueOnError: false,
              timeoutInMinutes: 60,
              cancelTimeoutInMinutes: 5,
              variables: [],
              place: { file: '/f.yml', line: 1, column: 1 },
              steps: [
                {
                  id: 'Bash',
                  kind: 'task',
                  task: { name: 'Bash', major: 3 },
                  displayName: 'Bash',
                  inputs: { targetType: 'inline', script: 'echo hello' },
                  enabled: true,
                  continueOnError: 'false',
                  timeoutInMinutes: 0,
                  retryCountOnTaskFailure: 0,
                  env: {},
                  commands: 'any',
                  place: { file: '/f.yml', line: 2, column: 3 },
                },
              ],
            },
          ],
        },
      ],
    })
  })

  it('may say of its job what a job says', () => {
    const job = plan('continueOnError: true\nworkspace: {clean: all}\npool: x\nsteps: [{bash: a}]').stages[0]?.jobs[0]
    expect(job?.continueOnError).toBe(true)
  })

  it('makes a plan that is plain JSON', () => {
    const made = plan('name: $(Date)\nsteps:\n- bash: a\n  condition: always()\n- checkout: none')
    expect(JSON.parse(JSON.stringify(made))).toEqual(made)
  })
})

describe('a file with stages', () => {
  const text = `
name: $(Date:yyyyMMdd)
trigger: {branches: {include: [main]}}
pr: none
pool: {vmImage: ubuntu-latest, demands: [x]}
lockBehavior: sequential
appendCommitMessageToRunName: false
variables: {global: 1}
stages:
- stage: Build
  displayName: Build it
  variables:
  - name: local
    value: $[ variables.global ]
    readonly: true
  jobs:
  - job: One
    timeoutInMinutes: 0
    cancelTimeoutInMinutes: 2
    uses: {pools: [x]}
    steps: [{bash: a}]
  - job: Two
    dependsOn: one
    condition: and(succeeded(), eq(dependencies.One.result, 'Succeeded'))
    continueOnError: true
    steps: [{bash: a}]
- stage: Test
  trigger: manual
  isSkippable: false
  jobs: [{job: T, steps: [{bash: a}]}]
- stage: Free
  dependsOn: []
  jobs: [{job: T, steps: [{bash: a}]}]
- stage: Last
  dependsOn: [build, Free]
  condition: in(dependencies.Build.result, 'Succeeded')
  jobs: [{job: T, steps: [{bash: a}]}]
`

  it('has each stage wait for the one before it unless it says otherwise', () => {
    expect(plan(text).stages.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ['Build', []],
      ['Test', ['Build']],
      ['Free', []],
      ['Last', ['Build', 'Free']],
    ])
  })

  it('keeps names, conditions, timeouts and variables as they are written', () => {
    const { runNameFormat, variables, stages } = plan(text)
    expect(runNameFormat).toBe('$(Date:yyyyMMdd)')
    expect(variables).toMatchObject([{ name: 'global', value: '1', readonly: false, place: { line: 8, column: 13 } }])
    expect(stages[0]).toMatchObject({
      displayName: 'Build it',
      variables: [{ name: 'local', value: '$[ variables.global ]', readonly: true }],
      jobs: [
        { name: 'One', dependsOn: [], timeoutInMinutes: 0, cancelTimeoutInMinutes: 2, continueOnError: false },
        { name: 'Two', dependsOn: ['One'], timeoutInMinutes: 60, continueOnError: true },
      ],
    })
    expect(stages[0]?.jobs[1]?.condition).toBe("and(succeeded(), eq(dependencies.One.result, 'Succeeded'))")
    expect(stages[3]?.condition).toBe("in(dependencies.Build.result, 'Succeeded')")
  })

  it('puts what is depended on before what depends on it', () => {
    const jobs = ['c', 'a', 'b'].map(
      (name, index) => `- job: ${name}\n  dependsOn: [${['b', '', 'a'][index]}]\n  steps: [{bash: x}]`,
    )
    expect(plan(`jobs:\n${jobs.join('\n')}`).stages[0]?.jobs.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })
})

describe('names that are not written', () => {
  it('number jobs and stages and avoid the names that are', () => {
    const steps = 'steps: [{bash: x}]'
    const jobs = plan(`jobs:\n- job:\n  ${steps}\n- job: job2\n  ${steps}\n- job:\n  ${steps}`).stages[0]?.jobs
    expect(jobs?.map(({ name }) => name)).toEqual(['Job1', 'job2', 'Job3'])
    const stages = plan(
      `stages:\n- stage:\n  jobs: [{job: A, ${steps}}]\n- stage: ''\n  jobs: [{job: A, ${steps}}]`,
    ).stages
    expect(stages.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ['Stage1', []],
      ['Stage2', ['Stage1']],
    ])
  })
})

describe('schedules', () => {
  it('are kept with the branches they include and exclude', () => {
    const text = `
schedules:
- cron: '4 1 * * Mon-Fri'
  displayName: nightly
  branches: {include: [main, releases/*], exclude: [releases/old]}
  batch: false
  always: true
- cron: 0 0 1 * *
steps: [{bash: a}]`
    expect(plan(text).schedules).toEqual([
      {
        cron: '4 1 * * Mon-Fri',
        displayName: 'nightly',
        branches: { include: ['main', 'releases/*'], exclude: ['releases/old'] },
        always: true,
        place: { file: '/f.yml', line: 3, column: 9 },
      },
      { cron: '0 0 1 * *', always: false, place: { file: '/f.yml', line: 8, column: 9 } },
    ])
  })
})

describe('a schedule that only excludes branches', () => {
  it('includes all others', () => {
    const text = `schedules: [{cron: '0 0 * * *', branches: {exclude: [old]}}]\nsteps: [{bash: a}]`
    expect(plan(text).schedules[0]?.branches).toEqual({ include: ['*'], exclude: ['old'] })
  })
})

describe('variables', () => {
  it('keep their text, whatever YAML would make of it', () => {
    const { variables } = plan('variables: {a: yes, b: 1.0, c: 0x10, d: , e: $(a)}\nsteps: [{bash: x}]')
    expect(variables.map(({ value }) => value)).toEqual(['yes', '1.0', '0x10', '', '$(a)'])
  })

  it('of one name in a list both stay, in their order', () => {
    const { variables } = plan('variables:\n- name: a\n  value: 1\n- name: a\n  value: 2\nsteps: [{bash: x}]')
    expect(variables.map(({ value }) => value)).toEqual(['1', '2'])
  })
})

describe('what Azure Pipelines itself expands a file into', () => {
  it('is planned as the file was', () => {
    const expanded = `
parameters:
- name: flavour
  type: string
  default: vanilla
variables:
- name: probe
  value: vanilla
trigger: none
resources:
  repositories:
  - repository: templates
    type: git
    name: project/templates
stages:
- stage: __default
  jobs:
  - job: ''
    steps:
    - task: 6d15af64-176c-496d-b583-fd2ae21d4df4@1
      inputs:
        repository: self
        fetchDepth: 1
    - task: 6d15af64-176c-496d-b583-fd2ae21d4df4@1
      condition: False
      inputs:
        repository: none
    - task: CmdLine@2
      inputs:
        script: echo $(probe)
`
    const { stages } = plan(expanded)
    expect(stages[0]?.name).toBe('__default')
    expect(stages[0]?.jobs[0]).toMatchObject({
      name: 'Job1',
      steps: [
        { kind: 'checkout', repository: 'self', id: 'Checkout' },
        { kind: 'checkout', repository: 'none', id: 'Checkout1', condition: 'False' },
        { kind: 'task', task: { name: 'CmdLine', major: 2 }, inputs: { script: 'echo $(probe)' } },
      ],
    })
  })
})
