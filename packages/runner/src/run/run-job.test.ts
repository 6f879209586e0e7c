import type { RunningJob } from '@mintwell/clock'
import { describe, expect, it, vi } from 'vitest'
import type { RunEvent } from '../ports/events.ts'
import { handClock, mark, processesWith, runYaml, type TestRunOptions } from './test-run.ts'

const MINUTE = 60_000

/** Does something at the first line with this text. */
function whenLine(text: string, act: () => void): Pick<TestRunOptions, 'onEvent'> {
  let done = false
  const onEvent = (event: RunEvent) => {
    if (done || event.kind !== 'line' || !event.text.includes(text)) return
    done = true
    act()
  }
  return { onEvent }
}

describe('the time limits', () => {
  it('of a step end it, and fail it, on the clock of the run', async () => {
    const clock = handClock()
    const { environment, text } = mark()
    const run = await runYaml(
      `
steps:
- bash: echo ready; sleep 7200
  timeoutInMinutes: 20
  name: a
- bash: echo cleaned
  condition: always()
  name: b
`,
      { clock, environment, ...whenLine('ready', () => clock.advance(20 * MINUTE)) },
    )
    expect(run.step('a')).toMatchObject({ result: 'failed', exitCode: 130 })
    // The agent's own words, which people search for; the number stands in a line before.
    expect(run.step('a').issues).toEqual([{ type: 'error', message: 'The task has timed out.' }])
    expect(run.lines('a').slice(-2)).toEqual([expect.stringContaining('20 min'), 'The task has timed out.'])
    expect(run.lines('b')).toEqual(['cleaned'])
    expect(processesWith(text)).toEqual([])
  })

  it('of a step leave one alone that ends in time, and wait for nothing then', async () => {
    const clock = handClock()
    const run = await runYaml('steps:\n- bash: "true"\n  timeoutInMinutes: 60\n  name: a', { clock })
    expect([run.step('a').result, clock.wakes.length]).toEqual(['succeeded', 0])
  })

  it('of a job cancel it: its steps end, those that always run still do', async () => {
    const clock = handClock()
    const run = await runYaml(
      `
jobs:
- job: A
  timeoutInMinutes: 30
  steps:
  - bash: echo ready; sleep 7200
    name: a
  - bash: echo no
    name: b
  - bash: echo "$AGENT_JOBSTATUS"
    condition: always()
    name: c
  - bash: echo canceled
    condition: canceled()
    name: d
`,
      { clock, ...whenLine('ready', () => clock.advance(30 * MINUTE)) },
    )
    expect(['a', 'b', 'c', 'd'].map((id) => run.step(id).result)).toEqual([
      'canceled',
      'skipped',
      'succeeded',
      'succeeded',
    ])
    expect(run.lines('c')).toEqual(['Canceled'])
    expect([run.jobs.A, run.result]).toEqual(['canceled', 'canceled'])
    expect(run.events.some((event) => event.kind === 'note' && event.text.includes('30 min'))).toBe(true)
  })

  it('of a cancel end what still runs then', async () => {
    const clock = handClock()
    const controller = new AbortController()
    const acts = [() => controller.abort(), () => clock.advance(6 * MINUTE)]
    const run = await runYaml(
      `
jobs:
- job: A
  cancelTimeoutInMinutes: 5
  steps:
  - bash: echo ready; sleep 7200
    name: a
  - bash: echo ready again; sleep 7200
    condition: always()
    name: b
  - bash: echo last
    condition: always()
    name: c
`,
      {
        clock,
        signal: controller.signal,
        onEvent: (event) => event.kind === 'line' && event.text.startsWith('ready') && acts.shift()?.(),
      },
    )
    expect(['a', 'b', 'c'].map((id) => run.step(id).result)).toEqual(['canceled', 'canceled', 'canceled'])
    expect(run.lines('c')).toEqual([])
    expect(run.result).toBe('canceled')
  })
})

describe('what a clock that leaps is told', () => {
  it('is what the job does: its processes while it waits for them, busy while they are stopped and when they have ended', async () => {
    const controller = new AbortController()
    let job: RunningJob | undefined
    const seen: string[] = []
    const enter = (entered: RunningJob) => {
      job = entered
      return () => void seen.push('left')
    }
    const clock = Object.assign(handClock(), { enter })
    const note = (what: string) => seen.push(`${what} ${job?.activity().kind}`)
    await runYaml("steps:\n- bash: trap 'echo interrupted; exit 1' INT; echo ready; sleep 600\n", {
      clock,
      signal: controller.signal,
      checkOut: async () => void note('checkout'),
      onEvent: (event) => {
        if (event.kind === 'line' && event.text === 'ready') {
          note('ready')
          controller.abort()
        }
        if (event.kind === 'line' && event.text === 'interrupted') note('interrupted')
        if (event.kind === 'step-finished' || event.kind === 'job-finished') note(event.kind)
      },
    })
    expect(seen).toEqual([
      'checkout busy',
      'ready processes',
      'interrupted busy',
      'step-finished busy',
      'left',
      'job-finished busy',
    ])
  })
})

describe('a cancel', () => {
  it('interrupts the step, runs those that always run, and leaves nothing behind', async () => {
    const controller = new AbortController()
    const { environment, text } = mark()
    const run = await runYaml(
      `
jobs:
- job: A
  steps:
  - bash: |
      trap 'echo interrupted; exit 9' INT
      sleep 600 & sleep 600 &
      echo ready
      wait
    name: a
  - bash: echo cleaned
    condition: always()
    name: b
- job: B
  dependsOn: A
  steps:
  - bash: echo no
- job: C
  dependsOn: A
  condition: always()
  steps:
  - bash: echo even so
    name: c
  - bash: echo canceled
    condition: canceled()
    name: d
`,
      { environment, signal: controller.signal, ...whenLine('ready', () => controller.abort(new Error('Ctrl-C'))) },
    )
    expect(run.lines('a')).toContain('interrupted')
    expect(run.step('a')).toMatchObject({ result: 'canceled', exitCode: 9 })
    expect(run.lines('b')).toEqual(['cleaned'])
    // The cancel was of job A: a job that begins after it, because its condition wants it, runs its steps as ever.
    expect(run.lines('c')).toEqual(['even so'])
    expect(run.step('d').result).toBe('skipped')
    expect(run.jobs).toMatchObject({ A: 'canceled', B: 'canceled', C: 'succeeded' })
    expect(run.result).toBe('canceled')
    expect(processesWith(text)).toEqual([])
    expect(run.left).toEqual([])
  })

  it('before the first step runs nothing', async () => {
    const run = await runYaml('steps:\n- bash: echo no', { signal: AbortSignal.abort() })
    expect([run.result, run.lines()]).toEqual(['canceled', []])
  })

  it('that comes while the task asks for a token keeps its script from running', async () => {
    const controller = new AbortController()
    const asked = vi.fn(async () => {
      controller.abort()
      return 'eyJ.token.of-it'
    })
    const run = await runYaml(
      `
steps:
- task: AzureCLI@2
  name: a
  inputs: {azureSubscription: conn, scriptType: bash, scriptLocation: inlineScript, inlineScript: 'sleep 600; echo no'}
`,
      {
        signal: controller.signal,
        services: servicesThatAsk(asked),
      },
    )
    expect(asked).toHaveBeenCalledOnce()
    expect([run.step('a').result, run.result]).toEqual(['canceled', 'canceled'])
    expect(run.lines('a')).not.toContain('no')
  })

  it('leaves no listener on the signal, run after run', async () => {
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    for (let night = 0; night < 3; night += 1) await runYaml('steps:\n- bash: "true"\n- bash: "true"', { signal })
    expect(added.mock.calls.length).toBeGreaterThan(0)
    expect(removed.mock.calls.length).toBe(added.mock.calls.length)
  })
})

function servicesThatAsk(requestIdToken: () => Promise<string>): NonNullable<TestRunOptions['services']> {
  return {
    openJob: async () => ({
      variables: [],
      endpoints: [
        {
          id: '11111111-2222-3333-4444-555555555555',
          name: 'conn',
          type: 'azurerm',
          url: 'https://management.azure.com/',
          scheme: 'WorkloadIdentityFederation',
          parameters: { serviceprincipalid: 'x', tenantid: 't' },
          data: {},
        },
      ],
      openStep: () => ({
        accessToken: 'x'.repeat(20),
        environment: {},
        login: () => ({ environment: {}, secrets: [] }),
        requestIdToken,
        secrets: [],
        close: () => {},
      }),
      close: () => {},
    }),
  }
}

describe('retries', () => {
  const yaml = (tries: number) => `
steps:
- bash: |
    echo x >>tries
    echo "try $(wc -l <tries)"
    [ "$(wc -l <tries)" -ge ${tries} ]
  retryCountOnTaskFailure: 3
  name: a
`
  /** A clock that passes each pause as soon as it is announced, and notes it. */
  const passing = () => {
    const clock = handClock()
    const pauses: number[] = []
    const onEvent = (event: RunEvent) => {
      const ms = event.kind === 'line' ? /after (\d+) ms/.exec(event.text)?.[1] : undefined
      if (ms === undefined) return
      pauses.push(Number(ms))
      setImmediate(() => clock.advance(Number(ms)))
    }
    return { clock, pauses, onEvent }
  }

  it('run a failing task again, behind pauses that double, until it succeeds', async () => {
    const { clock, pauses, onEvent } = passing()
    const run = await runYaml(yaml(3), { clock, onEvent })
    expect(run.step('a').result).toBe('succeeded')
    expect(run.lines('a').filter((line) => line.startsWith('try'))).toEqual(['try 1', 'try 2', 'try 3'])
    expect(pauses).toEqual([1_000, 2_000])
  })

  it('are used up in the end, and each try has a job token of its own', async () => {
    const { clock, pauses, onEvent } = passing()
    const run = await runYaml(yaml(99), { clock, onEvent })
    expect([run.step('a').result, pauses]).toEqual(['failed', [1_000, 2_000, 4_000]])
    expect(new Set(run.tokens.map(([, token]) => token)).size).toBe(4)
  })

  it('are given up when the run is canceled in the pause', async () => {
    const controller = new AbortController()
    const run = await runYaml(yaml(99), {
      clock: handClock(),
      signal: controller.signal,
      ...whenLine('RetryHelper', () => setImmediate(() => controller.abort())),
    })
    expect(run.lines('a').filter((line) => line.startsWith('try'))).toEqual(['try 1'])
    expect(run.result).toBe('canceled')
  })
})
