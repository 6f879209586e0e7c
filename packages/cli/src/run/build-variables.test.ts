import { describe, expect, it } from 'vitest'
import { buildVariables } from './build-variables.ts'

const AT = Date.UTC(2026, 3, 20, 1, 4, 56)

describe('the variables of a run', () => {
  it('of a schedule name it and the branch that it is on', () => {
    const run = {
      number: 2,
      reason: 'schedule',
      at: AT,
      branch: 'refs/heads/releases/1.0',
      schedule: 'Nightly',
    } as const
    expect(buildVariables(run, 'a/azure-pipelines.yml', AT)).toMatchObject({
      'Build.Reason': 'Schedule',
      'Build.CronSchedule.DisplayName': 'Nightly',
      'Build.SourceBranch': 'refs/heads/releases/1.0',
      'Build.SourceBranchName': '1.0',
      'Build.BuildNumber': '20260420.2',
      'Build.DefinitionName': 'a',
    })
  })

  it('that nobody scheduled, or by a schedule without a name, know of none', () => {
    const manual = { number: 1, reason: 'manual', at: undefined, branch: 'refs/heads/main' } as const
    const nameless = { number: 1, reason: 'schedule', at: AT, branch: 'refs/heads/main', schedule: undefined } as const
    expect(buildVariables(manual, 'p.yml', AT)).toMatchObject({ 'Build.Reason': 'Manual' })
    for (const run of [manual, nameless])
      expect(buildVariables(run, 'p.yml', AT)).not.toHaveProperty(['Build.CronSchedule.DisplayName'])
  })
})
