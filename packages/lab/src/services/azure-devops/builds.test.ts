import { describe, expect, it } from 'vitest'
import { type Answer, at, openStep, testKeys, testServices } from '../../lab/test-services.ts'
import { RUNS_KEPT } from '../runs/run-history.ts'

const keys = testKeys()
const start = at('2026-04-20T01:04:56Z')

/** A lab that ran three nights: the second failed, the third still runs. */
async function openHistory() {
  const services = testServices({ keys })
  const { runs } = services
  for (const runId of [1, 2, 3]) {
    const queuedAt = start + (runId - 3) * 86_400_000
    const run = { runId, buildNumber: `20260420.${runId}`, pipeline: 'nightly', reason: 'schedule', queuedAt } as const
    runs.recordRun({ ...run, startedAt: queuedAt })
    const step = { stage: 'Nightly', job: 'Work', step: 'login' }
    runs.recordTimeline(runId, { stage: 'Nightly', displayName: 'The night', startedAt: queuedAt })
    runs.recordTimeline(runId, { stage: 'Nightly', job: 'Work', displayName: 'Work hard', startedAt: queuedAt })
    runs.recordTimeline(runId, { ...step, displayName: 'Log in', task: 'AzureCLI@2', startedAt: queuedAt })
    runs.appendLog(runId, step, [
      { at: queuedAt, text: 'Starting: Log in', kind: 'section' },
      { at: queuedAt, text: 'hello' },
    ])
    runs.appendLog(runId, step, [{ at: queuedAt + 1, text: 'it broke', kind: 'error' }])
    if (runId === 3) continue
    const result = runId === 2 ? 'failed' : 'succeeded'
    const end = { finishedAt: queuedAt + 60_000, result } as const
    const issues = runId === 2 ? [{ type: 'error' as const, message: 'it broke' }] : []
    runs.recordTimeline(runId, { ...step, ...end, issues })
    runs.recordTimeline(runId, { stage: 'Nightly', job: 'Work', ...end })
    runs.recordTimeline(runId, { stage: 'Nightly', ...end })
    runs.recordRun({ ...run, startedAt: queuedAt, ...end })
  }
  const authorization = `Bearer ${services.issuePersonalAccessToken('somebody')}`
  const ask = (path: string, headers: Record<string, string> = {}) =>
    services.send(`https://dev.azure.com/lab/pipelines/_apis/${path}`, { headers: { authorization, ...headers } })
  return { services, ask }
}

const ids = (answer: Answer) => (answer.json.value as readonly { id: number }[]).map(({ id }) => id)

describe('builds', () => {
  // parity: ado-builds
  it('are listed newest first, with what clients read of them', async () => {
    const { services, ask } = await openHistory()
    const answer = await ask('build/builds?api-version=7.1')
    expect(ids(answer)).toEqual([3, 2, 1])
    const [running, failed, good] = answer.json.value as readonly Record<string, unknown>[]
    expect(running).toMatchObject({ status: 'inProgress', startTime: '2026-04-20T01:04:56.000Z' })
    expect(running).not.toHaveProperty('result')
    expect(failed).toMatchObject({ status: 'completed', result: 'failed', finishTime: '2026-04-19T01:05:56.000Z' })
    expect(good).toMatchObject({
      id: 1,
      buildNumber: '20260420.1',
      result: 'succeeded',
      reason: 'schedule',
      definition: { id: 1, name: 'nightly' },
      project: { id: services.directory.home.project.id },
      uri: 'vstfs:///Build/Build/1',
    })
  })

  // parity: ado-builds-filters
  it.each([
    ['statusFilter=completed', [2, 1]],
    ['statusFilter=1', [3]],
    ['resultFilter=8', [2]],
    ['resultFilter=succeeded', [1]],
    ['reasonFilter=manual', []],
    ['reasonFilter=8', [3, 2, 1]],
    ['buildNumber=20260420.2', [2]],
    ['buildNumber=20260420*', [3, 2, 1]],
    ['buildIds=1,3', [3, 1]],
    ['definitions=7', []],
    ['queryOrder=queueTimeAscending', [1, 2, 3]],
    ['queryOrder=5&$top=1', [1]],
    ['minTime=Sun%2C%2019%20Apr%202026%2000%3A00%3A00%20GMT', [3, 2]],
    ['maxTime=2026-04-18T23:00:00Z', [1]],
    ['branchName=refs/heads/main', [3, 2, 1]],
    ['branchName=refs/heads/other', []],
  ])('are found by %s', async (query, wanted) => {
    const { ask } = await openHistory()
    expect(ids(await ask(`build/builds?${query}`))).toEqual(wanted)
  })

  // parity: ado-builds-pages
  it('come in pages, by a token in a header', async () => {
    const { ask } = await openHistory()
    const first = await ask('build/builds?$top=2')
    const token = first.headers.get('x-ms-continuationtoken') ?? ''
    expect(ids(first)).toEqual([3, 2])
    expect(token).toMatch(/^2026-04-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/)
    const rest = await ask(`build/builds?$top=2&continuationToken=${encodeURIComponent(token)}`)
    expect([ids(rest), rest.headers.get('x-ms-continuationtoken')]).toEqual([[1], null])
  })

  it.each(['$top=-1', '$top=x', 'continuationToken=x', 'statusFilter=x', 'resultFilter=succeeded,x', 'minTime=x'])(
    'cannot be asked for with %s',
    async (query) => {
      const { ask } = await openHistory()
      const answer = await ask(`build/builds?${query}`)
      expect([answer.status, answer.json.typeKey]).toEqual([400, 'VssPropertyValidationException'])
    },
  )

  // parity: ado-builds
  it('have a timeline of stages, phases, jobs and tasks, each with its parent, times, result and log', async () => {
    const { ask } = await openHistory()
    const { records, id } = (await ask('build/builds/2/timeline')).json as {
      records: readonly Record<string, unknown>[]
      id: string
    }
    expect(records.map(({ type, name, result }) => [type, name, result])).toEqual([
      ['Stage', 'The night', 'failed'],
      ['Phase', 'Work hard', 'failed'],
      ['Job', 'Work hard', 'failed'],
      ['Task', 'Log in', 'failed'],
    ])
    for (const [index, { parentId }] of records.entries()) expect(parentId).toBe(records[index - 1]?.id ?? null)
    expect(records[3]).toMatchObject({
      state: 'completed',
      identifier: 'Nightly.Work.__default.login',
      task: { name: 'AzureCLI', version: '2.0.0', id: '46e4be58-730b-4389-8a2f-ea10b3e5e815' },
      errorCount: 1,
      issues: [{ type: 'error', message: 'it broke' }],
      log: { id: 1, type: 'Container' },
    })
    expect((await ask(`build/builds/2/timeline/${id}`)).status).toBe(200)
    expect((await ask('build/builds/2/timeline/00000000-0000-4000-8000-000000000000')).status).toBe(204)
  })

  // parity: ado-builds
  it('have logs, as lines for who accepts JSON and as text otherwise, from a line to a line', async () => {
    const { ask } = await openHistory()
    const lines = [
      '2026-04-18T01:04:56.0000000Z ##[section]Starting: Log in',
      '2026-04-18T01:04:56.0000000Z hello',
      '2026-04-18T01:04:56.0010000Z ##[error]it broke',
    ]
    expect((await ask('build/builds/1/logs')).json).toMatchObject({ count: 1, value: [{ id: 1, lineCount: 3 }] })
    const json = { accept: 'application/json;api-version=7.2-preview.2' }
    expect((await ask('build/builds/1/logs/1', json)).json).toEqual({ count: 3, value: lines })
    expect((await ask('build/builds/1/logs/1?startLine=2&endLine=2', json)).json.value).toEqual([lines[1]])
    const text = await ask('build/builds/1/logs/1', { accept: 'text/plain' })
    expect(text.text).toBe(lines.map((line) => `${line}\r\n`).join(''))
    expect((await ask('build/builds/1/logs/2')).status).toBe(404)
  })

  it('that are unknown, or of another project, are not found', async () => {
    const { services, ask } = await openHistory()
    expect((await ask('build/builds/99')).json.typeKey).toBe('BuildNotFoundException')
    const { organization } = services.directory.home
    services.directory.organizations.addProject({ id: 'other-id', name: 'other', organization })
    const authorization = `Bearer ${services.issuePersonalAccessToken('somebody')}`
    const other = (path: string) =>
      services.send(`https://dev.azure.com/lab/other/_apis/${path}`, { headers: { authorization } })
    expect((await other('build/builds/1')).status).toBe(404)
    expect((await other('build/builds')).json.count).toBe(0)
  })

  // parity: ado-builds
  it('have definitions, by name and id, with the latest build', async () => {
    const { ask } = await openHistory()
    expect((await ask('build/definitions?name=night*&includeLatestBuilds=true')).json).toMatchObject({
      count: 1,
      value: [{ id: 1, name: 'nightly', latestBuild: { id: 3 } }],
    })
    expect((await ask('build/definitions?name=other')).json.count).toBe(0)
    expect((await ask('build/definitions/1')).json).toMatchObject({ name: 'nightly', process: { type: 2 } })
    expect((await ask('build/definitions/9')).status).toBe(404)
  })
})

describe('plans', () => {
  // parity: ado-plans
  it('are those that jobs know by their variables, with timelines, records, lines and logs', async () => {
    const { services, ask } = await openHistory()
    const job = await services.jobs.openJob({ runNumber: 3, stage: 'Nightly', job: 'Work', connections: [] })
    const plan = `distributedtask/hubs/Build/plans/${job.planId}`
    expect((await ask(plan)).json).toMatchObject({ planId: job.planId, owner: { id: 3 }, state: 'inProgress' })
    expect((await ask(`${plan}/timelines`)).json.value).toMatchObject([{ id: job.timelineId }])
    const timeline = await ask(`${plan}/timelines/${job.timelineId}?includeRecords=true`)
    const { records } = timeline.json as { records: readonly { id: string; type: string }[] }
    expect(records.find(({ type }) => type === 'Job')?.id).toBe(job.jobId)
    expect((await ask(`${plan}/timelines/${job.timelineId}/records`)).json.count).toBe(4)
    const feed = await ask(`${plan}/timelines/${job.timelineId}/records/${job.jobId}/feed?takeCount=1`)
    expect(feed.json).toMatchObject({ startLine: 3, endLine: 3, value: [expect.stringMatching(/it broke$/)] })
    expect((await ask(`${plan}/logs`)).json.count).toBe(1)
    expect((await ask(`${plan}/logs/1`, { accept: 'application/json' })).json.count).toBe(3)
    expect((await ask(`${plan}/timelines/nothing`)).json.typeKey).toBe('TimelineNotFoundException')
    expect((await ask('distributedtask/hubs/build/plans/nothing')).status).toBe(404)
  })
})

describe('the history of runs', () => {
  it('lists a job that no runner tells of by what the lab knows itself', async () => {
    const services = testServices({ keys })
    const { job } = await openStep(services, 7)
    const [run] = services.runs.all()
    expect(run?.record).toMatchObject({ runId: 7, pipeline: 'pipeline', startedAt: services.clock.now() })
    expect(run?.record.result).toBeUndefined()
    job.close()
    expect(run?.record).toMatchObject({ result: 'succeeded', finishedAt: services.clock.now() })
    expect(run?.timeline.map(({ type, result }) => [type, result])).toEqual([
      ['Stage', 'succeeded'],
      ['Phase', 'succeeded'],
      ['Job', 'succeeded'],
    ])
  })

  it('forgets the oldest runs, and first of all their logs, so that memory has a bound', () => {
    const { runs } = testServices({ keys })
    const long = 'x'.repeat(100_000)
    for (let runId = 1; runId <= RUNS_KEPT + 1; runId += 1) {
      runs.recordRun({ runId, buildNumber: String(runId), pipeline: 'p', reason: 'manual', queuedAt: start })
      runs.appendLog(runId, { stage: 's', job: 'j', step: 't' }, [{ at: start, text: long }])
    }
    expect(runs.all()).toHaveLength(RUNS_KEPT)
    expect(runs.find(1)).toBeUndefined()
    expect(runs.find(2)?.logs).toEqual([])
    expect(runs.find(2)?.timeline.at(-1)).not.toHaveProperty('logId')
    expect(runs.find(RUNS_KEPT + 1)?.logs).toHaveLength(1)
    expect(runs.all().reduce((sum, { characters }) => sum + characters, 0)).toBeLessThan(5_000_000)
  })
})
