import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runYaml } from './test-run.ts'

/** A job that ends as it is told to. */
const job = (name: string, options: { end?: string; dependsOn?: string; condition?: string } = {}) => `
- job: ${name}
  dependsOn: ${options.dependsOn ?? '[]'}
  condition: ${options.condition ?? ''}
  steps:
  - checkout: none
  - bash: ${options.end ?? 'exit 0'}
`

describe('output variables', () => {
  it('reach later steps, jobs and stages by the names of the field', async () => {
    const run = await runYaml(`
stages:
- stage: First
  jobs:
  - job: A
    steps:
    - bash: echo "##vso[task.setvariable variable=out;isoutput=true]value one"
      name: make
    - bash: echo "$(make.out)|$MAKE_OUT|\${OUT-unset}"
      name: same
  - job: B
    dependsOn: A
    condition: eq(dependencies.A.outputs['make.out'], 'value one')
    variables:
      taken: $[ dependencies.A.outputs['make.out'] ]
      missing: $[ dependencies.A.outputs['make.none'] ]
    steps:
    - bash: echo "$TAKEN|\${MISSING-unset}|$(missing)"
      name: other
- stage: Second
  condition: eq(dependencies.First.outputs['A.make.out'], 'value one')
  variables:
    fromStage: $[ stageDependencies.First.A.outputs['make.out'] ]
  jobs:
  - job: C
    variables:
      fromJob: $[ stageDependencies.First.A.outputs['make.out'] ]
      result: $[ dependencies.First.result ]
    steps:
    - bash: echo "$FROMSTAGE|$FROMJOB"
      name: third
`)
    expect(run.lines('same')).toEqual(['value one|value one|unset'])
    expect(run.lines('other')).toEqual(['value one||'])
    expect(run.lines('third')).toEqual(['value one|value one'])
    expect(run.result).toBe('succeeded')
  })

  it('that are secret stay secret in the jobs behind: masked, and not in their environment', async () => {
    const run = await runYaml(`
jobs:
- job: A
  steps:
  - bash: echo "##vso[task.setvariable variable=token;isoutput=true;issecret=true]s3cret-value"
    name: make
- job: B
  dependsOn: A
  variables:
    token: $[ dependencies.A.outputs['make.token'] ]
    header: $[ format('Bearer {0}', dependencies.A.outputs['make.token']) ]
    plain: $[ dependencies.A.result ]
  steps:
  - bash: echo "\${TOKEN-unset}|\${HEADER-unset}|$PLAIN|$(token)|$(header)"
    name: take
  - bash: echo czNjcmV0LXZhbHVl s3cret-value
    name: show
`)
    expect(run.lines('take')).toEqual(['unset|unset|Succeeded|***|***'])
    expect(run.lines('show')).toEqual(['*** ***'])
    expect(JSON.stringify(run.events)).not.toContain('s3cret-value')
  })

  it('that are secret do not show in what is said of a condition that they break', async () => {
    const run = await runYaml(`
jobs:
- job: A
  steps:
  - bash: echo "##vso[task.setvariable variable=token;isoutput=true;issecret=true]s3cret-value"
    name: make
${job('B', { dependsOn: 'A', condition: "gt(1, dependencies.A.outputs['make.token'])" })}
`)
    expect(run.jobs.B).toBe('failed')
    expect(JSON.stringify(run.events)).not.toContain('s3cret-value')
    expect(run.events.some((event) => event.kind === 'note' && event.text.includes('***'))).toBe(true)
  })
})

describe('variables', () => {
  it('tell a job what it and its stage are called', async () => {
    const run = await runYaml(`
stages:
- stage: S
  displayName: The stage
  jobs:
  - job: J
    displayName: The job
    steps:
    - bash: echo "$SYSTEM_STAGEDISPLAYNAME, $SYSTEM_PHASEDISPLAYNAME, $SYSTEM_JOBDISPLAYNAME"
      name: a
`)
    expect(run.lines('a')).toEqual(['The stage, The job, The job'])
  })

  it('of the job are over those of the stage, the pipeline, and the run', async () => {
    const run = await runYaml(
      `
variables: {a: pipeline, b: pipeline, c: pipeline, d: $(a)-$(e)}
stages:
- stage: S
  variables: {b: stage, c: stage, E: stage}
  jobs:
  - job: J
    variables: {C: job}
    steps:
    - bash: echo "$A $B $C $D $Z"
      name: x
`,
      { variables: { a: 'run', Z: 'run' } },
    )
    expect(run.lines('x')).toEqual(['pipeline stage job pipeline-stage run'])
  })

  it('of the pipeline are evaluated once for a run, so that a counter counts runs and not jobs', async () => {
    const asked: string[] = []
    const counter = (prefix: string, seed: number) => {
      asked.push(prefix)
      return seed + asked.length - 1
    }
    const jobs = `${job('A', { end: 'echo $NUMBER' })}${job('B', { end: 'echo $NUMBER' })}`
    const run = await runYaml(`variables: {number: "$[ counter('x', 7) ]"}\njobs:${jobs}`, { counter })
    expect(asked).toEqual(['x'])
    expect(run.lines()).toEqual(['7', '7'])
  })

  it('are evaluated in their order, each with what those before it gave, and with the start of the run', async () => {
    const run = await runYaml(
      `
variables:
  ahead: $[ variables.stamp ]
  stamp: $[ format('{0:yyyyMMdd}', pipeline.startTime) ]
  longer: $[ format('v{0}', variables.STAMP) ]
stages:
- stage: S
  variables:
    isNew: $[ startsWith(variables.longer, 'v20') ]
    both: $[ and(variables.isNew, eq(variables.literal, 'x')) ]
    literal: x
  condition: eq(variables.both, 'True')
  jobs:
  - job: A
    variables:
      own: $[ format('{0}!', variables.longer) ]
      twice: $[ format('{0}{0}', variables.own) ]
    timeoutInMinutes: $[ length(variables.own) ]
    steps:
    - bash: echo "[$AHEAD] $LONGER $BOTH $TWICE"
  - job: B
    variables:
      own: $[ variables.longer ]
    condition: eq(variables.own, '')
    steps:
    - bash: exit 0
`,
    )
    expect(run.lines().join()).toMatch(/^\[\] (v20\d{6}) True \1!\1!$/)
    expect(run.jobs).toEqual({ 'S.A': 'succeeded', 'S.B': 'succeeded' })
  })

  it('are filled in where the name of a job is shown, but for secret ones', async () => {
    const run = await runYaml(`
variables: {region: north}
jobs:
- job: A
  steps:
  - bash: echo "##vso[task.setvariable variable=key;isoutput=true;issecret=true]hidden-value"
    name: make
- job: B
  dependsOn: A
  displayName: Deploy $(region) $(flavour) with $(key), $(nothing)
  variables: {key: "$[ dependencies.A.outputs['make.key'] ]"}
  strategy: {matrix: {x: {flavour: sweet}}}
  steps:
  - bash: exit 0
`)
    const names = run.events.flatMap((event) => (event.kind === 'job-started' ? [event.displayName] : []))
    expect(names).toEqual(['A', 'Deploy north sweet with $(key), $(nothing) x'])
  })

  it('that cannot be evaluated are empty', async () => {
    const run = await runYaml('variables: {bad: "$[ gt(1, \'x\') ]"}\nsteps:\n- bash: echo "<$BAD>"\n  name: a')
    expect(run.lines('a')).toEqual(['<>'])
  })

  it('that refer to themselves are named, and the run goes on', async () => {
    const run = await runYaml('variables: {a: $(b), b: $(a)}\nsteps:\n- bash: echo ran\n  name: a')
    expect(run.lines('a')).toEqual(['ran'])
    expect(run.events.filter(({ kind }) => kind === 'note')).toHaveLength(1)
  })
})

describe('jobs that depend on each other', () => {
  it('run only behind success, unless their condition says otherwise; indirect dependencies count', async () => {
    const run = await runYaml(`jobs:
${job('Broken', { end: 'exit 1' })}
${job('Fine')}
${job('Behind', { dependsOn: '[Broken, Fine]' })}
${job('Twice', { dependsOn: 'Behind' })}
${job('Repair', { dependsOn: 'Behind', condition: 'failed()' })}
${job('Always', { dependsOn: 'Broken', condition: 'always()' })}
${job('Either', { dependsOn: 'Twice', condition: 'succeededOrFailed()' })}
${job('Named', { dependsOn: '[Broken, Fine]', condition: "succeeded('Fine')" })}
${job('Result', { dependsOn: 'Broken', condition: "eq(dependencies.Broken.result, 'Failed')" })}
`)
    expect(run.jobs).toEqual({
      Broken: 'failed',
      Fine: 'succeeded',
      Behind: 'skipped',
      Twice: 'skipped',
      Repair: 'succeeded',
      Always: 'succeeded',
      Either: 'succeeded',
      Named: 'succeeded',
      Result: 'succeeded',
    })
    expect(run.result).toBe('failed')
  })

  it('skip a stage all of whose jobs are skipped, and what depends on it', async () => {
    const run = await runYaml(`
stages:
- stage: A
  jobs:${job('J', { condition: 'false' }).replaceAll('\n', '\n  ')}
- stage: B
  jobs:${job('J').replaceAll('\n', '\n  ')}
- stage: C
  condition: eq(dependencies.A.result, 'Skipped')
  dependsOn: A
  jobs:${job('J').replaceAll('\n', '\n  ')}
`)
    expect(run.stages).toEqual({ A: 'skipped', B: 'skipped', C: 'succeeded' })
    expect(run.result).toBe('succeeded')
  })

  it('fail, and are named, when their condition cannot be evaluated', async () => {
    const run = await runYaml(`jobs:\n${job('A', { condition: "gt(1, 'x')" })}\n${job('B', { dependsOn: 'A' })}`)
    expect(run.jobs).toEqual({ A: 'failed', B: 'skipped' })
    expect(run.events.some((event) => event.kind === 'note' && event.text.includes('condition of A'))).toBe(true)
  })

  it('count as succeeded with issues when they fail and may', async () => {
    const run = await runYaml(
      'jobs:\n- job: A\n  continueOnError: true\n  steps:\n  - bash: exit 1\n- job: B\n  dependsOn: A\n  steps:\n  - bash: "true"',
    )
    expect([run.jobs, run.result]).toEqual([{ A: 'succeededWithIssues', B: 'succeeded' }, 'succeededWithIssues'])
  })
})

describe('the order of jobs', () => {
  it('is one after the other', async () => {
    const run = await runYaml(`jobs:${job('B')}${job('A')}`)
    const order = run.events.flatMap((event) =>
      event.kind === 'job-started' || event.kind === 'job-finished' ? [`${event.kind} ${event.job}`] : [],
    )
    expect(order).toEqual(['job-started B', 'job-finished B', 'job-started A', 'job-finished A'])
  })

  it('lets jobs that do not depend on each other run at the same time where that is asked for', async () => {
    // Each waits until the other has begun.
    const meet = (own: string, other: string) =>
      `touch $SHARED/${own}; until [ -e $SHARED/${other} ]; do sleep 0.01; done`
    const shared = mkdtempSync(join(tmpdir(), 'mintwell-shared-'))
    const run = await runYaml(`jobs:${job('A', { end: meet('a', 'b') })}${job('B', { end: meet('b', 'a') })}`, {
      settings: { parallel: true },
      environment: { SHARED: shared },
    })
    rmSync(shared, { recursive: true })
    expect(run.jobs).toEqual({ A: 'succeeded', B: 'succeeded' })
  })

  it('ends the others before a run is given up in which one cannot be opened', async () => {
    const events: string[] = []
    const run = runYaml(`jobs:${job('A', { end: 'sleep 0.2' })}${job('B')}`, {
      settings: { parallel: true },
      onEvent: (event) => event.kind === 'job-finished' && events.push(event.job),
      services: {
        openJob: async ({ job: name }) => {
          if (name === 'B') throw new Error('no such connection')
          return { variables: [], endpoints: [], openStep, close: () => {} }
        },
      },
    })
    await expect(run).rejects.toThrow('no such connection')
    expect(events).toEqual(['A'])
  })
})

function openStep() {
  return {
    accessToken: 'x'.repeat(20),
    environment: {},
    login: () => ({ environment: {}, secrets: [] }),
    requestIdToken: async () => '',
    secrets: [],
    close: () => {},
  }
}

describe('the connections that a job is opened for', () => {
  it('are those that task inputs of its stage name, by what is known when the run is queued', async () => {
    const azureCli = (connection: string, condition = '') => `
    - task: AzureCLI@2
      condition: ${condition}
      inputs: {azureSubscription: ${connection}, scriptType: bash, scriptLocation: inlineScript, inlineScript: 'true'}`
    const run = await runYaml(`
variables: {env: prod, name: conn-$(env)}
stages:
- stage: S
  variables: {late: "$[ format('{0}', 'x') ]"}
  jobs:
  - job: A
    condition: always()
    steps:${azureCli('$(name)', 'false')}${azureCli('$(late)', 'false')}
  - job: B
    steps:${azureCli('plain', 'false')}${azureCli('$(unknown)', 'false')}
- stage: T
  jobs:
  - job: C
    steps:
    - bash: "true"
`)
    expect(run.opened.map(({ job: name, connections }) => [name, connections])).toEqual([
      ['A', ['conn-prod', 'plain']],
      ['B', ['conn-prod', 'plain']],
      ['C', []],
    ])
  })
})
