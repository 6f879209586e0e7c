import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
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
