import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHttp } from '@mintwell/client'
import { realClock, realMonotonic } from '@mintwell/clock'
import {
  audit,
  collectOrganization,
  DevOpsReader,
  listProjects,
  organizationService,
  readLogsArchive,
} from '@mintwell/devops'
import type { Lab } from '@mintwell/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mintwell, mintwellBin, root, runProcess } from '../mintwell.ts'
import { openPlainLab } from '../plain-lab.ts'
import { describeWith } from './require-program.ts'

const CONNECTIONS = 20
const RUNS = 1_200
const START = Date.UTC(2026, 10, 1)

describe('an audit, beside azure-devops-node-api', () => {
  let lab: Lab
  let directory: string

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'mintwell-test-'))
    lab = await openPlainLab(directory, { runsKept: RUNS })
    const { runs } = lab.services
    const ids = Array.from(
      { length: CONNECTIONS },
      (_, index) =>
        lab.services.provisionConnection(
          `connection-${index}`,
          index % 4 === 0 ? { scheme: 'secret' } : { issuer: index % 2 === 0 ? 'ado' : 'entra' },
        ).id,
    )
    for (let runId = 1; runId <= RUNS; runId += 1) {
      const at = START + runId * 60_000
      const step = { stage: 'Nightly', job: 'Work', step: 'login' }
      runs.recordRun({
        runId,
        buildNumber: `20261101.${runId}`,
        pipeline: 'nightly',
        reason: 'schedule',
        queuedAt: at,
        startedAt: at,
        finishedAt: at + 30_000,
        result: 'succeeded',
      })
      runs.recordTimeline(runId, { ...step, task: 'AzureCLI@2', startedAt: at })
      runs.appendLog(runId, step, [{ at, text: 'hello' }])
      if (runId > RUNS - 200) runs.recordUse(runId, ids[runId % CONNECTIONS] ?? '', at)
    }
  })
  afterAll(async () => {
    await lab.close()
    rmSync(directory, { recursive: true, force: true })
  })

  // parity: ado-endpoints, ado-execution-history, ado-logs-archive (azure-devops-node-api 17.0.0)
  it('reads the same connections, uses, tasks and archives, and the runs behind the first page, too', async () => {
    const token = lab.services.issuePersonalAccessToken('auditor')
    const env = {
      COLLECTION_URI: `${lab.baseUrl}/lab`,
      PERSONAL_ACCESS_TOKEN: token,
      NODE_EXTRA_CA_CERTS: lab.trust.bundleFile,
    }
    const program = join(root, 'test/clients/programs/devops-audit.mjs')
    const { stdout, stderr } = await runProcess(process.execPath, [program], { env })
    const witness = JSON.parse(stdout || 'null')
    expect(witness, stderr).not.toBeNull()

    const http = createHttp({ env: {}, authorities: [lab.trust.authorityPem] })
    const authorization = `Basic ${Buffer.from(`:${token}`).toString('base64')}`
    const service = organizationService({ name: 'lab', url: `${lab.baseUrl}/lab` }, authorization)
    const clock = { now: realClock.now, sleepUntil: realClock.sleepUntil, monotonic: realMonotonic }
    const reader = new DevOpsReader(service, { http, clock })
    const facts = await collectOrganization(reader, { organization: 'lab', projects: [], history: 1_000, since: START })
    const { connections } = audit(facts, START)
    const byName = <T extends { name: string }>(list: readonly T[]) =>
      [...list].sort((a, b) => a.name.localeCompare(b.name))
    expect(byName(connections).map(({ id, name, type, issuer }) => ({ id, name, type, issuer }))).toEqual(
      byName(witness.endpoints),
    )
    for (const { id, name, usedBy } of connections) {
      expect(facts.executions.get(id ?? '')?.map(({ data }) => data.owner?.id)).toEqual(witness.uses[name])
      for (const { tasks } of usedBy) expect(tasks).toEqual(witness.tasks)
    }
    expect([witness.runs, facts.builds.length]).toEqual([1_000, RUNS])

    const projects = []
    for await (const page of listProjects(reader)) projects.push(...page)
    const [project] = projects
    if (!project) throw new Error('no project')
    const archive = await readLogsArchive(reader, project, RUNS)
    expect(Buffer.from(archive).toString('base64')).toBe(witness.archive)
  })
})

describeWith(['az'], 'the command that an audit prints', () => {
  it('makes the application trust the new tokens, so that the next audit says that the connection is ready', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'mintwell-test-'))
    const script = join(directory, 'convert.sh')
    const auditCommand = `"${process.execPath}" "${mintwellBin}" audit --organization lab --graph --json`
    writeFileSync(
      script,
      `${auditCommand} > first.json || true
node -e 'process.stdout.write(JSON.parse(require("fs").readFileSync("first.json")).connections[0].risks[0].command)' > command.sh
bash command.sh > made.json
${auditCommand} > second.json || true
node -e 'const read = (f) => JSON.parse(require("fs").readFileSync(f)).connections[0].verdict; console.log(read("first.json"), read("second.json"))'
`,
    )
    try {
      const { stdout, stderr } = await mintwell(
        ['lab', 'exec', '--issuer', 'ado', '--connection', 'production', '--', 'bash', '-eu', script],
        { cwd: directory },
      )
      expect(stdout.trim(), stderr).toBe('due ready')
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})
