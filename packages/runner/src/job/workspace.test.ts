import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../ports/events.ts'
import { mark, processesWith, runYaml } from '../run/test-run.ts'

describe('what a job leaves', () => {
  it('running is ended with it: in the background, stubborn, or in a session of its own', async () => {
    const { environment, text } = mark()
    const run = await runYaml(
      `
steps:
- bash: |
    (while sleep 1; do :; done) &
    (trap "" TERM HUP INT; while :; do sleep 0.05; done) &
    setsid sleep 600 &
    nohup sleep 600 >/dev/null 2>&1 &
    echo started
  name: a
- bash: '[ "$(pgrep -c -f "sleep 600")" -ge 0 ]'
`,
      { environment },
    )
    expect(run.lines('a')).toEqual(['started'])
    expect(run.result).toBe('succeeded')
    expect(processesWith(text)).toEqual([])
  })

  it('in the background writes on while later steps run, and nothing when the job has ended', async () => {
    const run = await runYaml(`
steps:
- bash: (while sleep 0.05; do echo tick; done) & echo started
  name: a
- bash: sleep 0.4
`)
    const end = run.events.findIndex(({ kind }) => kind === 'job-finished')
    const ticks = run.events.flatMap((event, index) => (event.kind === 'line' && event.text === 'tick' ? [index] : []))
    expect(ticks.length).toBeGreaterThan(2)
    expect(Math.max(...ticks)).toBeLessThan(end)
  })

  it('on disk is removed, also what it made read-only', async () => {
    const yaml =
      'steps:\n- bash: mkdir -p deep/er; touch deep/er/x; chmod -R a-w deep; echo "$AGENT_ROOTDIRECTORY"\n  name: a'
    const run = await runYaml(yaml)
    expect(run.left).toEqual([])
    const [kept] = (await runYaml(yaml, { settings: { keepWorkspaces: true } })).left
    expect(kept).toMatch(/^job-/)
  })

  it('does not reach the next job', async () => {
    const run = await runYaml(`
jobs:
- job: A
  steps:
  - bash: touch file $HOME/file $TMPDIR/file
- job: B
  steps:
  - bash: ls . $HOME $TMPDIR | grep -c "^file"
    continueOnError: true
    name: b
`)
    expect(run.lines('b')[0]).toBe('0')
  })

  it('of a service that cannot open it is an empty directory', async () => {
    const events: RunEvent[] = []
    await expect(
      runYaml('steps:\n- bash: "true"', {
        onEvent: (event) => events.push(event),
        services: { openJob: () => Promise.reject(new Error('no lab')) },
        checkOut: async (directory) => expect(existsSync(directory)).toBe(true),
      }),
    ).rejects.toThrow('no lab')
    expect(events.map(({ kind }) => kind)).toEqual(['stage-started'])
  })
})

describe('the sources', () => {
  const checkOut = async (directory: string) => {
    mkdirSync(join(directory, 'sub'))
    writeFileSync(join(directory, 'sub', 'file'), 'content')
  }

  it('are there where no step says otherwise, or where one asks for them', async () => {
    const read = '- bash: cat sub/file\n  name: a'
    expect((await runYaml(`steps:\n${read}`, { checkOut })).lines('a')).toEqual(['content'])
    expect((await runYaml(`steps:\n- checkout: self\n${read}`, { checkOut })).lines('a')).toEqual(['content'])
  })

  it.each([
    ['checkout: none', ''],
    ['task: 6d15af64-176c-496d-b583-fd2ae21d4df4@1', '\n  condition: false\n  inputs:\n    repository: none'],
  ])('are not there where a step says `%s`, which is no step of the job', async (step, rest) => {
    const run = await runYaml(`steps:\n- ${step}${rest}\n- bash: ls\n  name: a`, { checkOut })
    expect(run.lines('a')).toEqual([])
    expect(run.events.flatMap((event) => (event.kind === 'step-finished' ? [event.step] : []))).toEqual(['a'])
  })

  it('that cannot be copied fail the step that asks for them, or the job, and those that always run still do', async () => {
    const broken = { checkOut: () => Promise.reject(new Error('ENOSPC: no space left')) }
    const asked = await runYaml(
      'steps:\n- checkout: self\n- bash: echo no\n- bash: echo yes\n  condition: always()\n  name: c',
      broken,
    )
    expect(asked.result).toBe('failed')
    expect(asked.lines().filter((line) => !/ENOSPC|^(?:Skipping|Evaluating|Result)/.test(line))).toEqual(['yes'])
    const unasked = await runYaml('steps:\n- bash: echo no\n- bash: echo yes\n  condition: always()\n  name: c', broken)
    expect([unasked.result, unasked.lines('c')]).toEqual(['failed', ['yes']])
    expect(unasked.events.some((event) => event.kind === 'note' && event.text.includes('ENOSPC'))).toBe(true)
  })
})
