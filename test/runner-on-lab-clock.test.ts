import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { realClock } from '@mintwell/clock'
import { defaultSettings, type Lab, openLab } from '@mintwell/lab'
import { createCatalog } from '@mintwell/language'
import {
  builtInDefinitions,
  directoryRunStore,
  type JobServices,
  nodeProcesses,
  nodeRunFiles,
  type RunEvent,
  type RunPorts,
  runPipeline,
} from '@mintwell/runner'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planText } from './plan-text.ts'

const START = Date.UTC(2026, 3, 20, 1, 4, 56)
const MINUTE = 60_000
const PATH = process.env.PATH ?? ''

let directory: string
let lab: Lab

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'mintwell-runner-'))
  lab = await openLab({
    directory,
    realClock,
    clock: { start: START, leaps: true },
    settings: defaultSettings,
    faults: [],
    emit: () => {},
    platform: process.platform,
    path: PATH,
  })
})
afterEach(async () => {
  await lab.close()
  rmSync(directory, { recursive: true, force: true })
})

const services: JobServices = {
  openJob: async () => ({
    variables: [],
    endpoints: [],
    openStep: () => ({
      accessToken: randomUUID(),
      environment: {},
      login: () => ({ environment: {}, secrets: [] }),
      requestIdToken: async () => '',
      secrets: [],
      close: () => {},
    }),
    close: () => {},
  }),
}

/** Runs a pipeline on the lab's clock, and tells how much time passed there and outside. */
async function run(yaml: string, options: { parallel?: boolean; signal?: AbortSignal } = {}) {
  const catalog = createCatalog(builtInDefinitions)
  const events: RunEvent[] = []
  const before = { lab: lab.clock.now(), real: Date.now() }
  const ports: RunPorts = {
    clock: lab.clock,
    processes: nodeProcesses(process.platform),
    files: nodeRunFiles,
    store: directoryRunStore(join(directory, 'store'), nodeRunFiles),
    services,
    emit: (event) => events.push(event),
    tokenTaken: () => {},
    environment: { ...lab.childEnvironment, PATH: [lab.binDirectory, PATH].join(delimiter) },
    directory,
    checkOut: async () => {},
    settings: {
      azureCliLogin: 'lazy',
      keepWorkspaces: false,
      parallel: options.parallel ?? false,
      debug: false,
      approve: false,
      containersOnHost: false,
      stubs: [],
    },
    newId: randomUUID,
    signal: options.signal ?? new AbortController().signal,
  }
  const plan = planText(yaml, catalog)
  const result = await runPipeline({ plan, catalog, variables: {}, counter: (_prefix, seed) => seed }, ports)
  return {
    result,
    labMs: lab.clock.now() - before.lab,
    realMs: Date.now() - before.real,
    lines: events.flatMap((event) => (event.kind === 'line' && event.line === 'plain' ? [event.text] : [])),
    at: (kind: RunEvent['kind'], name: string) => {
      const event = events.find((each) => each.kind === kind && 'job' in each && each.job === name)
      return (event?.at ?? Number.NaN) - before.lab
    },
    step: (id: string) => events.find((event) => event.kind === 'step-finished' && event.step === id),
  }
}

/** The clock moved by this, and by what the machine really needed. */
function expectMoved({ labMs, realMs }: { readonly labMs: number; readonly realMs: number }, ms: number): void {
  expect(labMs).toBeGreaterThanOrEqual(ms)
  expect(labMs - ms).toBeLessThanOrEqual(realMs + 1_000)
}

describe.skipIf(process.platform !== 'linux')("the runner on the lab's clock", () => {
  it('leaps over what a step sleeps, and the steps behind it see the time', async () => {
    const finished = await run('steps:\n- bash: sleep 640\n- bash: sleep 20m; date -u +%H:%M')
    expectMoved(finished, 640_000 + 20 * MINUTE)
    expect(finished.lines.at(-1)).toBe('01:35')
  })

  it('ends a step at its timeout: a sleep of two hours is killed after one, and the clock has moved by one', async () => {
    const finished = await run(`
jobs:
- job: A
  timeoutInMinutes: 0
  steps:
  - bash: sleep 7200; echo no
    timeoutInMinutes: 60
    name: a
`)
    expect(finished.step('a')).toMatchObject({ result: 'failed', exitCode: 130 })
    expectMoved(finished, 60 * MINUTE)
  })

  it('ends a job at its timeout, which is an hour where the file says nothing', async () => {
    const finished = await run('steps:\n- bash: sleep infinity')
    expect(finished.result).toBe('canceled')
    expectMoved(finished, 60 * MINUTE)
  })

  it('gives steps that always run five minutes of it when the job is canceled', async () => {
    const finished = await run('steps:\n- bash: sleep 2h\n- bash: sleep 2h\n  condition: always()\n  name: b')
    expect(finished.step('b')).toMatchObject({ result: 'canceled' })
    expectMoved(finished, 65 * MINUTE)
  })

  it('leaps over the pauses between the tries of a task', async () => {
    const finished = await run('steps:\n- bash: exit 1\n  retryCountOnTaskFailure: 6')
    expectMoved(finished, (1 + 2 + 4 + 8 + 16 + 32) * 1_000)
    expect(finished.realMs).toBeLessThan(10_000)
  })

  it('does not leap for what a step left in the background: not behind the step, and not while the job is ended', async () => {
    const finished = await run(`
steps:
- bash: |
    trap '' TERM
    (trap '' TERM; while sleep 60; do :; done) &
    echo started
- bash: echo behind
`)
    expect(finished.lines.filter((line) => ['started', 'behind'].includes(line))).toEqual(['started', 'behind'])
    expect(finished.labMs).toBeLessThan(MINUTE)
  })

  it('wakes a loop in the background as often as it would be', async () => {
    const { lines, ...finished } = await run(
      'steps:\n- bash: |\n    while sleep 60; do echo tick; done &\n    sleep 600',
    )
    expect([9, 10]).toContain(lines.filter((line) => line === 'tick').length)
    expectMoved(finished, 600_000)
  })

  it('lets no job see the leap of another that runs at the same time', async () => {
    const job = (name: string, script: string) => `\n- job: ${name}\n  dependsOn: []\n  steps:\n  - bash: ${script}`
    const finished = await run(
      `jobs:${job('Long', 'sleep 3h')}${job('Short', 'sleep 10m')}`.replaceAll('dependsOn: []', 'timeoutInMinutes: 0'),
      {
        parallel: true,
      },
    )
    expectMoved(finished, 180 * MINUTE)
    expect(finished.at('job-started', 'Short')).toBeLessThan(MINUTE)
    expect(finished.at('job-finished', 'Short')).toBeGreaterThanOrEqual(10 * MINUTE)
    expect(finished.at('job-finished', 'Short')).toBeLessThan(11 * MINUTE)
  })

  it('runs jobs one after the other on it, each from where the one before left off', async () => {
    const finished = await run(
      'jobs:\n- job: A\n  steps:\n  - bash: sleep 30m\n- job: B\n  steps:\n  - bash: sleep 30m',
    )
    expectMoved(finished, 60 * MINUTE)
    expect(finished.at('job-started', 'B')).toBeGreaterThanOrEqual(30 * MINUTE)
  })

  it('stands still, but for real time, while a step works', async () => {
    const finished = await run('steps:\n- bash: (sleep 1h) & for i in {1..200000}; do :; done')
    expect(finished.labMs).toBeLessThan(MINUTE)
  })

  it('does not leap on when a step is interrupted that cleans up', async () => {
    const finished = await run(`
steps:
- bash: |
    trap 'echo cleaning; exit 3' INT
    sleep 2h & wait
  timeoutInMinutes: 10
  name: a
`)
    expect(finished.lines).toContain('cleaning')
    expect(finished.step('a')).toMatchObject({ result: 'failed', exitCode: 3 })
    expectMoved(finished, 10 * MINUTE)
  })
})
