import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
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

/** Runs a pipeline of test/scenarios/real in a folder of its own, with an az that agrees to everything, and gives the one run of its document. */
async function run(name: string, ...options: readonly string[]) {
  const directory = temporaryDirectory()
  const bin = join(directory, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'az'), '#!/bin/sh\ncat >/dev/null\nexit 0\n')
  chmodSync(join(bin, 'az'), 0o755)
  const sources = join(directory, name)
  mkdirSync(sources)
  const pipeline = join(sources, 'azure-pipelines.yml')
  copyFileSync(join(root, 'test/scenarios/real', name, 'azure-pipelines.yml'), pipeline)
  const { code, stdout, stderr } = await mintwell(['run', pipeline, '--json', ...options], {
    env: { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) },
  })
  const [only] = (JSON.parse(stdout) as RunDocument).runs
  if (!only) throw new Error(stderr)
  return { code, ...only, verdicts: only.receipts.map(({ verdict }) => verdict), stderr }
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
