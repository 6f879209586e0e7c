import { createCatalog } from '@mintwell/language'
import { describe, expect, it } from 'vitest'
import type { OutgoingRequest } from '../ports/ports.ts'
import { handClock, runYaml } from '../run/test-run.ts'
import { builtInDefinitions } from './built-in-definitions.ts'
import { builtInTasks } from './built-in-tasks.ts'
import { countTests } from './count-tests.ts'
import { matchFiles } from './match-files.ts'

describe('the built-in tasks', () => {
  it('have a definition each, and each definition has its task', () => {
    const defined = createCatalog(builtInDefinitions).names.map((name) => name.toLowerCase())
    expect([...builtInTasks.keys()].sort()).toEqual([...defined].sort())
  })
})

describe('Delay@1', () => {
  it("waits on the run's clock", async () => {
    const clock = handClock()
    const run = runYaml('pool: server\nsteps:\n- task: Delay@1\n  inputs: {delayForMinutes: 30}', { clock })
    await expect.poll(() => clock.wakes.length).toBeGreaterThan(0)
    clock.advance(29 * 60_000)
    expect(clock.wakes.length).toBeGreaterThan(0)
    clock.advance(60_000)
    expect((await run).result).toBe('succeeded')
  })

  it('takes only a number of minutes', async () => {
    const run = await runYaml('pool: server\nsteps:\n- task: Delay@1\n  name: d\n  inputs: {delayForMinutes: soon}')
    expect(run.step('d').issues[0]?.message).toContain("'soon' is not a number")
  })
})

describe('ManualValidation', () => {
  const yaml = (onTimeout: string) => `
pool: server
steps:
- task: ManualValidation@1
  name: ask
  timeoutInMinutes: 30
  inputs: {notifyUsers: somebody, instructions: look, onTimeout: ${onTimeout}}
`
  it('is approved at once where the run is to approve', async () => {
    const run = await runYaml(yaml('reject'), { settings: { approve: true } })
    expect([run.result, run.lines('ask')[0]]).toEqual(['succeeded', 'Instructions: look'])
  })

  it.each([
    ['reject', 'failed'],
    ['resume', 'succeeded'],
  ])('that nobody comes to does what onTimeout says: %s', async (onTimeout, result) => {
    const clock = handClock()
    const run = runYaml(yaml(onTimeout), { clock })
    await expect.poll(() => clock.wakes.length).toBeGreaterThan(1)
    clock.advance(30 * 60_000)
    expect((await run).step('ask').result).toBe(result)
  })
})

describe('InvokeRESTAPI@1', () => {
  const endpoint = {
    id: '11111111-2222-3333-4444-555555555555',
    name: 'hooks',
    type: 'generic',
    url: 'https://hooks.example.com/base',
    scheme: 'UsernamePassword',
    parameters: { username: 'hook-user', password: 'p-secret' },
    data: {},
  }

  /** Runs the task with what a service behind the connection answers, and gives what it was asked. */
  async function invoke(inputs: string, answer = { status: 200, text: '{"ok":true}' }) {
    const asked: OutgoingRequest[] = []
    const step = {
      accessToken: 'job-token',
      environment: {},
      login: () => ({ environment: {}, secrets: [] }),
      requestIdToken: async () => 'no token',
      invoke: async (request: OutgoingRequest) => {
        asked.push(request)
        return answer
      },
      secrets: [],
      close: () => {},
    }
    const openJob = async () => ({ variables: [], endpoints: [endpoint], openStep: () => step, close: () => {} })
    const run = await runYaml(
      `pool: server\nsteps:\n- task: InvokeRESTAPI@1\n  name: call\n  inputs: {serviceConnection: hooks, ${inputs}}`,
      { services: { openJob } },
    )
    return { run, asked, step: run.step('call') }
  }

  it('sends one request to the address of the connection, and shows the answer', async () => {
    const { run, asked, step } = await invoke(`method: PUT, urlSuffix: /x?y=1, body: '{"a":1}', headers: '{"X-A":"b"}'`)
    expect(step.result).toBe('succeeded')
    expect(asked).toMatchObject([
      { method: 'PUT', url: 'https://hooks.example.com/base/x?y=1', body: '{"a":1}', headers: { 'X-A': 'b' } },
    ])
    expect(run.lines('call').slice(-2)).toEqual(['Response code: 200', '{"ok":true}'])
  })

  it.each([
    ['an answer that is an error', 'method: GET', { status: 500, text: 'p-secret' }, 'status 500'],
    ['a callback', 'method: GET, waitForCompletion: "true"', undefined, 'Callback'],
    ['headers that are no JSON', 'method: GET, headers: x', undefined, 'JSON object'],
  ])('fails for %s', async (_, inputs, answer, message) => {
    const { run, step } = await invoke(inputs, answer)
    expect(step.issues[0]?.message).toContain(message)
    expect(run.lines('call').join()).not.toContain('p-secret')
  })
})

describe('an installer', () => {
  it('takes what is on PATH and says which version was asked for', async () => {
    const run = await runYaml('steps:\n- task: UseNode@1\n  name: use\n  inputs: {version: 12.x}')
    expect(run.lines('use').at(-1)).toMatch(/^Version asked for: 12\.x\. Taken as it is on this machine: .*node \(v\d+/)
  })

  it('fails where there is none, and names the ways out', async () => {
    const run = await runYaml('steps:\n- task: GoTool@0\n  name: use\n  inputs: {version: "1.22"}', {
      environment: { PATH: '/nowhere' },
    })
    expect(run.step('use').issues[0]?.message).toMatch(/go is not on PATH.*asked for: 1\.22.*--stub GoTool@0/)
  })
})

describe('a stubbed task', () => {
  it('records its inputs, warns and succeeds; the end of the run names it', async () => {
    const run = await runYaml(
      'variables: {who: me}\nsteps:\n- task: GoTool@0\n  name: use\n  inputs: {version: "1.22", goPath: $(who)}',
      { settings: { stubs: ['gotool'] } },
    )
    expect(run.result).toBe('succeeded')
    expect(run.lines('use')).toEqual(['version: 1.22', 'goPath: me', expect.stringContaining('GoTool@0 is stubbed')])
    expect(run.step('use').issues.map(({ type }) => type)).toEqual(['warning'])
    const notes = run.events.flatMap((event) => (event.kind === 'note' ? [event.text] : []))
    expect(notes.at(-1)).toContain('GoTool@0 (__default.Job.use)')
  })

  it('of another major version runs as ever', async () => {
    const run = await runYaml('steps:\n- task: UseNode@1\n  name: use', { settings: { stubs: ['UseNode@2'] } })
    expect(run.step('use').issues).toEqual([])
  })
})

describe('matchFiles', () => {
  const files = ['a.txt', 'b/c.txt', 'b/.d', '{x}.txt', '#e']
  it.each([
    ['**', files],
    ['*.txt', ['a.txt', '{x}.txt']],
    ['./b/*', ['b/c.txt', 'b/.d']],
    ['**\n!b/**\n!!a.txt', ['a.txt', '{x}.txt', '#e']],
    ['{x}.txt', ['{x}.txt']],
    ['/root/b/*.txt', ['b/c.txt']],
    ['# nothing\n', []],
    ['!a.txt', []],
  ])('of %j chooses as the task library does', (patterns, chosen) => {
    expect(matchFiles('/root', files, patterns, 'linux')).toEqual(chosen)
  })
})

describe('countTests', () => {
  it.each([
    ['JUnit', '<testsuites><testsuite><testcase/><testcase><error/></testcase></testsuite></testsuites>', 2, 1],
    ['NUnit', '<test-case id="1" result="Passed"/><test-case id="2" result="Failed"/>', 2, 1],
    ['XUnit', '<test name="a" result="Pass"/><test name="b" result="Fail"/>', 2, 1],
    ['VSTest', '<UnitTestResult outcome="Passed"/><UnitTestResult outcome="Failed"/>', 2, 1],
    ['CTest', '<Test Status="passed"></Test><Test Status="failed"></Test>', 2, 1],
    ['Other', '<testcase/>', 0, 0],
  ])('reads %s', (format, text, total, failed) => {
    expect(countTests(format, text)).toEqual({ total, failed })
  })
})
