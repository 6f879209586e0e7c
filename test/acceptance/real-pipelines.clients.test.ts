import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, root, temporaryDirectory } from '../mintwell.ts'

interface RunDocument {
  readonly runs: readonly {
    readonly result: string
    readonly stages: readonly {
      readonly name: string
      readonly jobs: readonly { readonly name: string; readonly result: string }[]
    }[]
    readonly receipts: readonly { readonly verdict: string }[]
  }[]
}

const PASSWORD = 'correct-horse-battery'

/** Runs a pipeline of test/scenarios/real in a folder of its own, with an az that agrees to everything, and gives its runs. */
async function runAll(name: string, options: readonly string[], file = 'azure-pipelines.yml') {
  const directory = temporaryDirectory()
  const bin = join(directory, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'az'), '#!/bin/sh\ncat >/dev/null\nexit 0\n')
  chmodSync(join(bin, 'az'), 0o755)
  const sources = join(directory, name)
  cpSync(join(root, 'test/scenarios/real', name), sources, { recursive: true })
  const { code, stdout, stderr } = await mintwell(['run', join(sources, file), '--json', ...options], {
    env: { ...process.env, PATH: [bin, process.env.PATH].join(delimiter), NIGHTLY_DATABASE_PASSWORD: PASSWORD },
  })
  if (stdout === '') throw new Error(stderr)
  const { runs } = JSON.parse(stdout) as RunDocument
  return { code, runs, output: stdout + stderr }
}

/** The same where there is one run. */
async function run(name: string, ...options: readonly string[]) {
  const { code, runs } = await runAll(name, options)
  const [only] = runs
  if (!only) throw new Error('no run')
  return { code, ...only, verdicts: only.receipts.map(({ verdict }) => verdict) }
}

const resultsOf = ({ stages }: RunDocument['runs'][number]) =>
  stages.flatMap(({ name, jobs }) => jobs.map((job) => `${name}.${job.name} ${job.result}`))

describe('a release over six stages', () => {
  it('builds, tests in a matrix, rolls out in increments, waits for a person, and deploys with fresh tokens', async () => {
    const release = await run('release')
    expect([release.code, release.result]).toEqual([0, 'succeeded'])
    expect(resultsOf(release)).toEqual(
      [
        'Build.Package',
        'Build.Lint',
        'Test.Unit.lts',
        'Test.Unit.current',
        'Test.Unit.Job3',
        'Test.Unit',
        'Test.Summary',
        'Staging.Rollout.preDeploy',
        'Staging.Rollout.deploy_10',
        'Staging.Rollout.postRouteTraffic_10',
        'Staging.Rollout.deploy_50',
        'Staging.Rollout.postRouteTraffic_50',
        'Staging.Rollout.onSuccess',
        'Staging.Rollout',
        'Approve.Ask',
        'Production.Release',
        'Production.Verify',
        'Report.Tell',
      ].map((job) => `${job} succeeded`),
    )
    expect(release.verdicts).toEqual(['fresh', 'fresh', 'fresh'])
  })

  it('shows under echo that both increments of staging had one token', async () => {
    const { code, verdicts } = await run('release', '--fault', 'echo')
    expect([code, verdicts]).toEqual([0, ['fresh', 'echoed', 'fresh']])
  })
})

describe('a monorepo', () => {
  it.each([[], ['--fault', 'echo']])(
    'builds what an output lists and pushes each with an identity of its own %#',
    async (...options) => {
      const monorepo = await run('monorepo', ...options)
      expect([monorepo.code, monorepo.result]).toEqual([0, 'succeeded'])
      const jobs = resultsOf(monorepo).filter((job) => /\.Build\./.test(job))
      expect(jobs).toEqual(['api', 'web', 'worker', 'mail', 'search'].map((leg) => `__default.Build.${leg} succeeded`))
      expect(monorepo.verdicts).toEqual(['fresh', 'fresh', 'fresh', 'fresh', 'fresh'])
    },
  )
})

describe('a nightly pipeline on a template of another repository', () => {
  const platform = (...options: readonly string[]) => runAll('platform', options, 'app/azure-pipelines.yml')

  it.each([[], ['--fault', 'echo']])(
    'runs its nights with the steps that the template adds, a group and its secret, which no output has %#',
    async (...options) => {
      const nights = await platform('--schedule', '--start', '2026-03-02T00:00:00Z', '--until', '2d', ...options)
      expect([nights.code, nights.runs.map(({ result }) => result)]).toEqual([0, ['succeeded', 'succeeded']])
      expect(nights.runs[0] && resultsOf(nights.runs[0])).toEqual(
        ['Prepare.Collect', 'Nightly_test.Check', 'Nightly_live.Approve', 'Nightly_live.Check', 'Audit.Keep'].map(
          (job) => `${job} succeeded`,
        ),
      )
      expect(nights.output).toContain('audit before Check, version 3')
      expect(nights.output).toContain('the password of the database is ***')
      expect(nights.output).not.toContain(PASSWORD)
    },
  )

  it('leaves out what its parameters switch off', async () => {
    const dry = await platform('--parameters', 'dryRun=true', '--parameters', 'depth=full')
    expect(dry.code).toBe(0)
    expect(dry.output).not.toContain('the password of the database')
    expect(dry.output).not.toContain('failed')
  })
})

describe('a load that several schedules start', () => {
  const nights = (...options: readonly string[]) =>
    runAll('nights', ['--schedule', '--start', '2026-03-01T00:00:00Z', '--until', '1d', ...options])

  it.each([
    [[], 'fresh'],
    [['--fault', 'echo'], 'echoed'],
  ])(
    'knows which schedule it is, reads a group in each region, and leaves no key of them in the log %#',
    async (options, again) => {
      const { code, runs, output } = await nights(...options)
      expect([code, runs.map(({ result }) => result)]).toEqual([0, ['succeeded', 'succeeded']])
      const [sunday, first] = runs.map(resultsOf)
      expect(sunday).toContain('Extract.Extract_stock.central succeeded')
      expect(sunday).not.toContain('Report.Write succeeded')
      expect(first).toContain('Report.Write succeeded')
      expect(output).toContain('loading full for data-platform, kept for 30 days')
      expect(output).toContain('loaded 80 rows of orders (full) into whseurope')
      expect(output).toContain('the key of the loader is ***')
      expect(output).not.toContain(PASSWORD)
      const verdicts = runs.flatMap(({ receipts }) => receipts.map(({ verdict }) => verdict))
      expect([verdicts.length, verdicts[0], verdicts.at(-1)]).toEqual([8, 'fresh', again])
    },
  )
})

describe('services that are built with the templates of another repository', () => {
  it.each([
    [[], ['fresh']],
    [
      ['--fault', 'echo'],
      ['echoed', 'fresh'],
    ],
  ])(
    'run all of their steps, jobs and stages, with the steps and jobs that are passed to them %#',
    async (options, verdicts) => {
      const { code, runs, output } = await runAll('shared', ['--approve', ...options], 'app/azure-pipelines.yml')
      expect([code, runs[0]?.result]).toEqual([0, 'succeeded'])
      expect(output).toContain('payments reads the secret ledger when it starts')
      expect(output).toContain('search answers on 8082 in outer')
      const given = runs[0]?.receipts.map(({ verdict }) => verdict) ?? []
      expect([given.length, [...new Set(given)].sort()]).toEqual([6, verdicts])
    },
  )
})

describe('a pipeline of a thousand lines that goes through eight regions', () => {
  const text = readFileSync(join(root, 'test/scenarios/real/regions/azure-pipelines.yml'), 'utf8')

  it.each([[[], 'fresh'] as const, [['--fault', 'echo'], 'echoed'] as const])(
    'reaches the last region with the results of all before it %#',
    async (options, second) => {
      expect(text.split('\n').length).toBeGreaterThan(1_000)
      const { code, runs, output } = await runAll('regions', options)
      expect([code, runs[0]?.result]).toEqual([0, 'succeeded'])
      expect(output).toMatch(/release 3\.1\.1 of \d{8}/)
      expect(output).toContain('australiaeast: Succeeded')
      expect(output).not.toContain('not-for-logs')
      const verdicts = runs[0]?.receipts.map(({ verdict }) => verdict) ?? []
      expect(verdicts.filter((_, index) => index % 2 === 0)).toEqual(Array.from({ length: 8 }, () => 'fresh'))
      expect(verdicts.filter((_, index) => index % 2 === 1)).toEqual(Array.from({ length: 8 }, () => second))
    },
  )

  it('leaves out the regions that are not asked for, and their deployments', async () => {
    const { code, runs } = await runAll('regions', ['--parameters', 'only=[we]', '--parameters', 'skipChecks=true'])
    expect(code).toBe(0)
    const results = runs[0] ? resultsOf(runs[0]) : []
    expect(results.filter((line) => /^Deploy_\w+\.Deploy succeeded/.test(line))).toEqual(['Deploy_we.Deploy succeeded'])
    expect(results.join()).not.toContain('Check')
  })
})
