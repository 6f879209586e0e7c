import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, runProcess, temporaryDirectory } from '../mintwell.ts'
import { openPlainLab } from '../plain-lab.ts'

describe('azure-devops-node-api', () => {
  // parity: ado-location, ado-connection-data, ado-sign-in, ado-projects, ado-builds, ado-plans (azure-devops-node-api 14.0.2)
  it('lists the runs of a lab, with their timelines, logs and plans, for a personal access token', async () => {
    const directory = temporaryDirectory()
    const lab = await openPlainLab(directory)
    try {
      const { runs } = lab.services
      const at = Date.UTC(2026, 3, 20, 1, 4, 56)
      const step = { stage: 'Nightly', job: 'Work', step: 'login' }
      const end = { finishedAt: at + 1_000, result: 'failed' } as const
      const run = { runId: 1, buildNumber: '20260420.1', pipeline: 'nightly', reason: 'manual', queuedAt: at } as const
      runs.recordRun({ ...run, startedAt: at })
      runs.recordTimeline(1, { ...step, displayName: 'Log in', task: 'AzureCLI@2', startedAt: at })
      runs.appendLog(1, step, [
        { at, text: 'Starting: Log in', kind: 'section' },
        { at, text: 'it broke', kind: 'error' },
      ])
      runs.recordTimeline(1, { ...step, ...end })
      runs.recordTimeline(1, { stage: 'Nightly', job: 'Work', ...end })
      runs.recordTimeline(1, { stage: 'Nightly', ...end })
      runs.recordRun({ ...run, startedAt: at, ...end })
      const { stdout, stderr } = await runProcess(
        process.execPath,
        [join(root, 'test/clients/programs/devops-rest.mjs')],
        {
          env: {
            COLLECTION_URI: `${lab.baseUrl}/lab`,
            PERSONAL_ACCESS_TOKEN: lab.services.issuePersonalAccessToken('somebody'),
            NODE_EXTRA_CA_CERTS: lab.trust.bundleFile,
          },
        },
      )
      expect(JSON.parse(stdout || 'null'), stderr).toEqual({
        user: 'somebody',
        project: 'pipelines',
        git: 'Git',
        definition: 'nightly',
        failed: [1],
        build: { number: '20260420.1', failed: true, started: '2026-04-20T01:04:56.000Z' },
        records: [
          ['Stage', 'Nightly', 2],
          ['Phase', 'Work', 2],
          ['Job', 'Work', 2],
          ['Task', 'Log in', 2],
        ],
        lines: ['2026-04-20T01:04:56.0000000Z ##[error]it broke'],
        whole: 3,
        plan: 1,
        feed: 2,
        unknown: null,
        refusal: 401,
      })
    } finally {
      await lab.close()
    }
  })
})
