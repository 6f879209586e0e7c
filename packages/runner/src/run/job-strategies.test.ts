import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runYaml, type TestRun } from './test-run.ts'

const notesOf = (run: TestRun) => run.events.flatMap((event) => (event.kind === 'note' ? [event.text] : []))

describe('a matrix', () => {
  it('runs a job for each leg, with its variables and its place; others read outputs by the leg', async () => {
    const run = await runYaml(`
jobs:
- job: Build
  strategy:
    matrix:
      linux: {OS: l}
      3 strange: {OS: w}
  steps:
  - bash: |
      echo "$OS $SYSTEM_JOBNAME $SYSTEM_PHASENAME $SYSTEM_JOBPOSITIONINPHASE/$SYSTEM_TOTALJOBSINPHASE $SYSTEM_PARALLELEXECUTIONTYPE"
      echo "##vso[task.setvariable variable=made;isOutput=true]$OS!"
    name: make
- job: After
  dependsOn: Build
  variables:
    a: $[ dependencies.Build.outputs['linux.make.made'] ]
    b: $[ dependencies.Build.outputs['Job2.make.made'] ]
    c: $[ dependencies.Build.result ]
  steps:
  - bash: echo "$A $B $C"
    name: see
`)
    expect(run.lines('make')).toEqual(['l linux Build 1/2 MultiConfiguration', 'w Job2 Build 2/2 MultiConfiguration'])
    expect(run.lines('see')).toEqual(['l! w! Succeeded'])
    expect(run.jobs).toEqual({
      'Build.linux': 'succeeded',
      'Build.Job2': 'succeeded',
      Build: 'succeeded',
      After: 'succeeded',
    })
  })

  it('that one leg of fails is run to its end and failed', async () => {
    const run = await runYaml(`
strategy: {matrix: {a: {CODE: 1}, b: {CODE: 0}}}
steps:
- bash: exit $(CODE)
`)
    expect([run.result, run.jobs]).toEqual(['failed', { 'Job.a': 'failed', 'Job.b': 'succeeded', Job: 'failed' }])
  })

  it('comes from the output of another job, as JSON, when the job starts', async () => {
    const run = await runYaml(`
jobs:
- job: List
  steps:
  - bash: echo '##vso[task.setvariable variable=legs;isOutput=true]{"x":{"N":"1"},"y":{"N":2}}'
    name: list
- job: Each
  dependsOn: List
  strategy: {matrix: "$[ dependencies.List.outputs['list.legs'] ]"}
  steps:
  - bash: echo "leg $N"
    name: say
`)
    expect(run.lines('say')).toEqual(['leg 1', 'leg 2'])
  })

  it.each([
    ['nothing', '$[ variables.none ]', 'succeeded', []],
    ['no JSON', "$[ 'x' ]", 'failed', ['not JSON']],
    ['a list', "$[ '[1]' ]", 'failed', ['not a JSON object']],
  ])('that is %s runs once or fails when the job starts', async (_, expression, result, words) => {
    const run = await runYaml(`strategy: {matrix: "${expression}"}\nsteps:\n- bash: echo once\n  name: a`)
    expect(run.result).toBe(result)
    for (const word of words) expect(notesOf(run).join('\n')).toContain(word)
    expect(run.lines('a')).toEqual(result === 'succeeded' ? ['once'] : [])
  })
})

describe('slices', () => {
  it('are numbered, and run at most maxParallel at once', async () => {
    let running = 0
    let most = 0
    const run = await runYaml(
      `
strategy: {parallel: 4, maxParallel: 2}
steps:
- bash: echo "$SYSTEM_JOBPOSITIONINPHASE of $SYSTEM_TOTALJOBSINPHASE $SYSTEM_JOBNAME"
  name: slice
`,
      {
        settings: { parallel: true },
        onEvent: ({ kind }) => {
          if (kind === 'job-started') running += 1
          if (kind === 'job-finished') running -= 1
          most = Math.max(most, running)
        },
      },
    )
    expect([...run.lines('slice')].sort()).toEqual(['1 of 4 Job1', '2 of 4 Job2', '3 of 4 Job3', '4 of 4 Job4'])
    expect(most).toBe(2)
  })
})

describe('a deployment', () => {
  it('of increments repeats its hooks for each, which outputs are called after', async () => {
    const run = await runYaml(`
jobs:
- deployment: D
  environment: e
  strategy:
    canary:
      increments: [10, 50]
      preDeploy: {steps: [{bash: 'echo before', name: p}]}
      deploy:
        steps:
        - bash: |
            echo "$STRATEGY_NAME $STRATEGY_ACTION $STRATEGY_INCREMENT"
            echo "##vso[task.setvariable variable=v;isOutput=true]$STRATEGY_INCREMENT"
          name: d
      on: {success: {steps: [{bash: 'echo good', name: s}]}}
- job: After
  dependsOn: D
  variables: {v: "$[ dependencies.D.outputs['deploy_50.d.v'] ]"}
  steps: [{bash: 'echo "$V"', name: see}]
`)
    expect(run.lines('d')).toEqual(['canary deploy 10', 'canary deploy 50'])
    expect([run.lines('p'), run.lines('s'), run.lines('see')]).toEqual([['before'], ['good'], ['50']])
  })

  it("of a resource has its outputs by the resource's name as well", async () => {
    const run = await runYaml(`
jobs:
- deployment: D
  environment: e.web
  strategy: {runOnce: {deploy: {steps: [{bash: 'echo "##vso[task.setvariable variable=v;isOutput=true]1"', name: d}]}}}
- job: After
  dependsOn: D
  variables: {a: "$[ dependencies.D.outputs['Deploy_web.d.v'] ]", b: "$[ dependencies.D.outputs['D.d.v'] ]"}
  steps: [{bash: 'echo "$A$B"', name: see}]
`)
    expect(run.lines('see')).toEqual(['11'])
  })

  it('begins with the artifacts of the run, unless it says otherwise', async () => {
    const hook = (name: string, steps: string) => `
- deployment: ${name}
  dependsOn: Build
  environment: e
  strategy: {runOnce: {deploy: {steps: [${steps}{bash: 'cd "$PIPELINE_WORKSPACE" && find . -name made', name: ${name}}]}}}`
    const run = await runYaml(`
jobs:
- job: Build
  steps:
  - bash: touch made
  - publish: made
    artifact: drop${hook('All', '')}${hook('None', '{download: none}, ')}
`)
    expect(run.lines('All')).toEqual(['./drop/made'])
    expect(run.lines('None')).toEqual([])
  })
})

describe('a server job', () => {
  it('runs server tasks alone, and checks nothing out', async () => {
    const asked: string[] = []
    const run = await runYaml(
      'pool: server\nsteps:\n- task: Delay@1\n  name: d\n- bash: echo no\n  name: b\n  condition: always()',
      { checkOut: async (directory) => void asked.push(directory) },
    )
    expect(run.step('d').result).toBe('succeeded')
    expect(run.step('b').issues[0]?.message).toContain("Bash@3 needs an agent, and this job has 'pool: server'")
    expect(asked).toEqual([])
  })

  it('is what server tasks need', async () => {
    const run = await runYaml('steps:\n- task: Delay@1\n  name: d')
    expect(run.step('d').issues[0]?.message).toContain("in a job with 'pool: server'")
  })
})

describe('a container', () => {
  const yaml = 'container: ubuntu:22.04\nservices: {db: postgres}\nsteps:\n- bash: echo here\n  name: a'

  it('that a job needs is a refusal by name when the job starts', async () => {
    const run = await runYaml(yaml)
    expect([run.result, run.lines('a')]).toEqual(['failed', []])
    expect(notesOf(run)[0]).toMatch(/'ubuntu:22\.04'.*'db'.*--containers host/)
  })

  it('is this machine where that is asked for', async () => {
    const run = await runYaml(yaml, { settings: { containersOnHost: true } })
    expect(run.lines('a')).toEqual(['here'])
    expect(notesOf(run)[0]).toContain('runs on this machine, without')
  })

  it('that a step targets fails the step, or warns', async () => {
    const step = 'steps:\n- bash: echo here\n  name: a\n  target: other'
    expect((await runYaml(step)).step('a').issues[0]).toMatchObject({ type: 'error' })
    const host = await runYaml(step, { settings: { containersOnHost: true } })
    expect(host.step('a')).toMatchObject({ result: 'succeeded', issues: [{ type: 'warning' }] })
  })
})

describe('checkouts', () => {
  const checkOut = async (directory: string, repository: string) => {
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, `of-${repository}`), '')
  }
  const LIST =
    '- bash: cd "$PIPELINE_WORKSPACE" && find . -name "of-*" | sort; echo "$BUILD_SOURCESDIRECTORY" | sed "s|$PIPELINE_WORKSPACE/||"\n  name: list\n'

  it.each([
    ['one', '- checkout: self\n', ['./s/of-self', 's']],
    ['one elsewhere', '- checkout: self\n  path: s/deep\n', ['./s/deep/of-self', 's/deep']],
    ['several', '- checkout: self\n- checkout: tools\n', ['./s/main/of-self', './s/tools/of-tools', 's']],
    [
      'several elsewhere',
      '- checkout: self\n  path: here\n- checkout: org/tools\n',
      ['./here/of-self', './s/tools/of-org', 's'],
    ],
  ])('%s are where the agent has them', async (_, steps, lines) => {
    const run = await runYaml(`steps:\n${steps}${LIST}`, {
      checkOut: (directory, repository) => checkOut(directory, repository.split('/')[0] ?? ''),
      variables: { 'Build.Repository.Name': 'project/main' },
    })
    expect(run.lines('list')).toEqual(lines)
  })

  it('that lead out of the workspace fail', async () => {
    const run = await runYaml('steps:\n- checkout: self\n  path: ../../x\n  name: c', { checkOut })
    expect(run.step('c').issues[0]?.message).toContain('out of the workspace')
  })
})

describe('what is known of dependencies', () => {
  it('are those that are depended on directly, and a broken condition abandons', async () => {
    const run = await runYaml(`
jobs:
- {job: A, condition: "lt(1, 'x')", steps: [{bash: exit 0}]}
- {job: B, steps: [{bash: exit 0}]}
- job: C
  dependsOn: A
  condition: always()
  variables: {seen: "$[ format('{0}|{1}', dependencies.A.result, dependencies.B.result) ]"}
  steps: [{bash: 'echo "$SEEN"', name: C}]
- {job: D, dependsOn: A, condition: failed(), steps: [{bash: exit 0}]}
- {job: E, dependsOn: A, condition: succeededOrFailed(), steps: [{bash: exit 0}]}
`)
    expect(run.lines('C')).toEqual(['Abandoned|'])
    expect(run.jobs).toMatchObject({ A: 'failed', B: 'succeeded', C: 'succeeded', D: 'skipped', E: 'skipped' })
  })
})
