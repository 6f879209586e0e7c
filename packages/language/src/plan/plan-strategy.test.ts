import { describe, expect, it } from 'vitest'
import { diagnosticsOf, planOf } from './test-plan.ts'

const jobOf = (text: string) => planOf(text).stages[0]?.jobs[0]
const STEPS = 'steps: [{bash: x}]'

describe('the strategy of a job', () => {
  it.each([
    [
      '{matrix: {a: {X: 1}, b: {X: 2}}, maxParallel: 1}',
      {
        kind: 'matrix',
        legs: [
          { name: 'a', variables: { X: '1' } },
          { name: 'b', variables: { X: '2' } },
        ],
        maxParallel: '1',
      },
    ],
    [
      '{matrix: "$[ dependencies.A.outputs[\'s.m\'] ]"}',
      { kind: 'matrix-expression', expression: "$[ dependencies.A.outputs['s.m'] ]" },
    ],
    ['{parallel: 3}', { kind: 'parallel', count: '3' }],
  ])('%s is data of the plan', (written, strategy) => {
    expect(jobOf(`jobs: [{job: A, strategy: ${written}, ${STEPS}}]`)?.strategy).toEqual(strategy)
    expect(jobOf(`strategy: ${written}\n${STEPS}`)?.strategy).toEqual(strategy)
  })
})

describe('the most instances of a job', () => {
  const legs = (count: number) => `{${Array.from({ length: count }, (_, index) => `l${index}: {X: 1}`).join(', ')}}`

  it.each([
    ['{parallel: 99999999}', 'The slicing expansion resulted in 99999999 jobs'],
    [`{matrix: ${legs(257)}}`, 'The matrix expansion resulted in 257 jobs'],
  ])('are refused in the words of the service where they are written out %#', (strategy, words) => {
    const [found] = diagnosticsOf(`strategy: ${strategy}\n${STEPS}`)
    expect(found?.code).toBe('ERR_PLAN_VALUE')
    expect(found?.message).toBe(`${words} which exceeds the maximum allowable job count of 256.`)
  })

  it.each(['{parallel: 256}', '{parallel: "$[ variables.n ]"}', '{parallel: $(n)}', `{matrix: ${legs(256)}}`])(
    'are planned up to the limit, and what only the run can count %#',
    (strategy) => {
      expect(diagnosticsOf(`strategy: ${strategy}\n${STEPS}`)).toEqual([])
    },
  )
})

describe('the pool of a job', () => {
  it('is the nearest one', () => {
    const { jobs } = planOf(
      `pool: {vmImage: root}\nstages: [{stage: S, pool: server, jobs: [{job: A, ${STEPS}}, {job: B, pool: {name: mine, vmImage: v}, ${STEPS}}]}, {stage: T, jobs: [{job: C, ${STEPS}}]}]`,
    ).stages.reduce((all, stage) => ({ jobs: [...all.jobs, ...stage.jobs] }), { jobs: [] as { pool?: unknown }[] })
    expect(jobs.map(({ pool }) => pool)).toEqual([
      { server: true, name: 'server', demands: [] },
      { server: false, name: 'mine', vmImage: 'v', demands: [] },
      { server: false, vmImage: 'root', demands: [] },
    ])
  })
})

describe('containers', () => {
  it('are planned by their names, of jobs, services and steps', () => {
    const job = jobOf(
      `jobs: [{job: A, container: {image: i:1}, services: {db: pg}, steps: [{bash: x, target: other}, {bash: y, target: host}]}]`,
    )
    expect([job?.container, job?.services, job?.steps.map(({ container }) => container)]).toEqual([
      'i:1',
      ['db'],
      ['other', undefined],
    ])
  })
})

describe('tasks and artifacts', () => {
  it('plan although nobody knows the task, with its inputs as they are written', () => {
    const [step] = jobOf('steps: [{task: acme.Thing@4, inputs: {a: 1}}]')?.steps ?? []
    expect(step).toMatchObject({
      task: { name: 'acme.Thing', major: 4 },
      inputs: { a: '1' },
      displayName: 'acme.Thing',
    })
  })

  it.each([
    ['publish: out\n  artifact: drop', 'PublishPipelineArtifact', { path: 'out', artifactName: 'drop' }],
    ['downloadBuild: drops', 'DownloadBuildArtifacts', { definition: 'drops', downloadType: 'specific' }],
    [
      'downloadBuild: drops\n  artifact: web\n  path: in\n  patterns: "**/*.zip"\n  inputs: {checkDownloadedFiles: true}',
      'DownloadBuildArtifacts',
      {
        definition: 'drops',
        artifactName: 'web',
        downloadPath: 'in',
        itemPattern: '**/*.zip',
        checkDownloadedFiles: 'true',
      },
    ],
    ['download: current\n  artifact: drop', 'Download', { alias: 'current', artifact: 'drop' }],
  ])('plan %j as a task', (written, name, inputs) => {
    const [step] = jobOf(`steps:\n- ${written}`)?.steps ?? []
    expect(step).toMatchObject({ task: { name }, inputs })
  })
})
