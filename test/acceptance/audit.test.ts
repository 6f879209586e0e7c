import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpClient } from '@mintwell/client'
import { createManualClock } from '@mintwell/clock'
import { type AnswerStore, audit, collectOrganization, DevOpsReader, organizationService } from '@mintwell/devops'
import type { Lab } from '@mintwell/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mintwell } from '../mintwell.ts'
import { openPlainLab } from '../plain-lab.ts'

const CONNECTIONS = 300
const RUNS = 2_000
/** Every tenth connection is kept on the old issuer, every other signs in with a secret, the rest has Entra's. */
const kindOf = (index: number) => (index % 10 === 0 ? 'ado' : index % 2 === 0 ? 'secret' : 'entra')
const START = Date.UTC(2026, 10, 1)

let lab: Lab
let directory: string

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'mintwell-test-'))
  lab = await openPlainLab(directory, { runsKept: RUNS })
  const { runs } = lab.services
  const ids = Array.from({ length: CONNECTIONS }, (_, index) => {
    const kind = kindOf(index)
    const options = kind === 'secret' ? { scheme: 'secret' as const } : { issuer: kind as 'ado' | 'entra' }
    return lab.services.provisionConnection(`connection-${index}`, options).id
  })
  for (let runId = 1; runId <= RUNS; runId += 1) {
    const at = START + runId * 60_000
    const definitionId = (runId % 20) + 1
    runs.recordRun({
      runId,
      buildNumber: `20261101.${runId}`,
      pipeline: `pipeline-${definitionId}`,
      definitionId,
      reason: 'schedule',
      queuedAt: at,
      startedAt: at,
      finishedAt: at + 30_000,
      result: 'succeeded',
    })
    runs.recordTimeline(runId, {
      stage: 'Nightly',
      job: 'Work',
      step: 'login',
      task: 'AzureCLI@2',
      startedAt: at,
      finishedAt: at + 1,
      result: 'succeeded',
    })
    runs.recordUse(runId, ids[runId % CONNECTIONS] ?? '', at)
  }
})
afterAll(async () => {
  await lab.close()
  rmSync(directory, { recursive: true, force: true })
})

/** Asks the lab's services in this process; time passes when it is waited for. */
function openReader(token: string, store?: AnswerStore) {
  const time = createManualClock(0, 'move')
  const asked: string[] = []
  const http: HttpClient = {
    async send({ method, url, headers }) {
      asked.push(url)
      const service = lab.services.service(new URL(url).host)
      const response = await service?.(new Request(url, { method, headers: { ...headers } }), {})
      if (!response) throw new Error(`no service for ${url}`)
      return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() }
    },
    close: async () => {},
  }
  const clock = { ...time, monotonic: time.now }
  const authorization = `Basic ${Buffer.from(`:${token}`).toString('base64')}`
  const service = organizationService({ name: 'lab', url: 'https://dev.azure.com/lab' }, authorization)
  return { reader: new DevOpsReader(service, { http, clock, ...(store ? { store } : {}) }), asked, elapsed: time.now }
}

const collect = (reader: DevOpsReader) =>
  collectOrganization(reader, { organization: 'lab', projects: [], history: 1_000, since: START })
const token = () => lab.services.issuePersonalAccessToken('auditor')

/** Nothing is lost: every connection with its own kind, every run of the history, and the tasks of every last run. */
async function expectAll(reader: DevOpsReader) {
  const facts = await collect(reader)
  const { connections } = audit(facts, Date.UTC(2026, 10, 28))
  expect(facts.unread).toEqual([])
  expect(new Set(facts.builds.map(({ id }) => id)).size).toBe(RUNS)
  expect(connections).toHaveLength(CONNECTIONS)
  expect(connections.reduce((sum, { usedBy }) => sum + usedBy.reduce((runs, use) => runs + use.runs, 0), 0)).toBe(RUNS)
  const counted = (kind: string) => connections.filter(({ issuerKind }) => issuerKind === kind).length
  expect([counted('azure-devops'), counted('not-federated'), counted('entra')]).toEqual([30, 120, 150])
  for (const { usedBy } of connections) {
    for (const use of usedBy) expect([use.isScheduled, use.tasks]).toEqual([true, ['AzureCLI@2.0.0']])
  }
}

describe('an audit of 300 connections and 2,000 runs', () => {
  it('loses nothing over all pages', async () => {
    const { reader } = openReader(token())
    await expectAll(reader)
  })

  it.each(['delayed', 'blocked', 'both'])(
    'loses nothing where the service throttles (%s), and waits as long as it asks',
    async (how) => {
      lab.faults.switchOn(`rest-throttled:every=25,retry-after=7s,how=${how}`)
      try {
        const { reader, elapsed } = openReader(token())
        await expectAll(reader)
        expect(elapsed()).toBeGreaterThan(60_000)
        expect(elapsed() % 7_000).toBe(0)
      } finally {
        lab.faults.switchOff('rest-throttled')
      }
    },
  )

  it('ends where the token is revoked, and goes on with a new one without asking anything twice', async () => {
    const kept = new Map<string, unknown>()
    const store: AnswerStore = {
      recall: async (key) => kept.get(key),
      keep: async (key, answer) => void kept.set(key, JSON.parse(JSON.stringify(answer))),
    }
    lab.faults.switchOn('rest-token-revoked:after=150')
    const first = openReader(token(), store)
    await expect(collect(first.reader)).rejects.toMatchObject({ code: 'ERR_DEVOPS_SIGNED_OUT' })
    lab.faults.switchOff('rest-token-revoked')
    const answered = kept.size
    expect(answered).toBeGreaterThan(100)
    const second = openReader(token(), store)
    await expectAll(second.reader)
    expect(second.asked.length).toBe(kept.size - answered)
  })

  it('does not say of connections that show no authorization that they are not federated', async () => {
    lab.faults.switchOn('authorization-hidden')
    try {
      const { connections } = audit(await collect(openReader(token()).reader), Date.UTC(2026, 10, 28))
      expect(new Set(connections.map(({ issuerKind }) => issuerKind))).toEqual(new Set(['not-visible']))
      expect(new Set(connections.map(({ verdict }) => verdict))).toEqual(new Set(['not-visible']))
    } finally {
      lab.faults.switchOff('authorization-hidden')
    }
  })

  it('is the same through the command, over HTTPS with the authority of the lab', { timeout: 90_000 }, async () => {
    const { code, stdout, stderr } = await mintwell(
      ['audit', '--organization', `${lab.baseUrl}/lab`, '--days', '3650', '--json'],
      {
        env: { AZURE_DEVOPS_EXT_PAT: token(), NODE_EXTRA_CA_CERTS: lab.trust.bundleFile },
      },
    )
    expect([code, stderr]).toEqual([1, expect.stringContaining('300 service connections\n  2000 finished runs')])
    expect(JSON.parse(stdout).connections).toHaveLength(CONNECTIONS)
  })
})
