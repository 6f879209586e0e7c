import { describe, expect, it } from 'vitest'
import { runYaml } from './test-run.ts'

describe('a step', () => {
  it('runs its script in the sources, shows its lines and gives its exit code', async () => {
    const run = await runYaml('steps:\n- bash: echo "$PWD"; echo "$BUILD_SOURCESDIRECTORY"; exit 3\n  name: a')
    expect(run.result).toBe('failed')
    expect(run.step('a')).toEqual({
      result: 'failed',
      exitCode: 3,
      issues: [{ type: 'error', message: "Bash exited with code '3'." }],
    })
    const [cwd, sources] = run.lines('a')
    expect(cwd).toBe(sources)
  })

  it('shows the last line though it has no end', async () => {
    expect((await runYaml('steps:\n- bash: printf "a\\nb"\n  name: a')).lines('a')).toEqual(['a', 'b'])
  })

  it.each([
    ['TERM', 143],
    ['KILL', 137],
    ['INT', 130],
  ])('that is ended by SIG%s has the exit code of a shell', async (signal, code) => {
    const run = await runYaml(`steps:\n- bash: kill -${signal} $$\n  name: a`)
    expect(run.step('a')).toMatchObject({ result: 'failed', exitCode: code })
  })

  it('carries out logging commands on stdout and stderr, in the middle of a line too', async () => {
    const run = await runYaml(`
steps:
- bash: |
    echo "noise ##vso[task.setvariable variable=one]1"
    echo "##vso[task.setvariable variable=two]2" >&2
    echo "##vso[task.logissue type=warning]careful"
  name: set
- bash: echo "$ONE $(two)"
  name: get
`)
    expect(run.lines('get')).toEqual(['1 2'])
    expect(run.step('set')).toMatchObject({ result: 'succeeded', issues: [{ type: 'warning', message: 'careful' }] })
  })

  it('keeps ten issues of a type and no more', async () => {
    const run = await runYaml(`
steps:
- bash: for i in {1..14}; do echo "##vso[task.logissue type=error]e$i"; echo "##vso[task.logissue type=warning]w$i"; done
  name: a
`)
    const { issues } = run.step('a')
    expect(issues.filter(({ type }) => type === 'error').map(({ message }) => message)).toHaveLength(10)
    expect(issues.filter(({ type }) => type === 'warning').at(-1)?.message).toBe('w10')
  })

  it.each([
    ['SucceededWithIssues', 'exit 0', 'succeededWithIssues'],
    ['Failed', 'exit 0', 'failed'],
    ['Succeeded', 'exit 1', 'failed'],
    ['Canceled', 'exit 0', 'canceled'],
    ['Skipped', 'exit 0', 'skipped'],
  ])('that completes as %s and ends with %s has the worse of both', async (word, end, result) => {
    const run = await runYaml(`steps:\n- bash: echo "##vso[task.complete result=${word}]"; ${end}\n  name: a`)
    expect(run.step('a').result).toBe(result)
  })

  it('that completes several times keeps the worst', async () => {
    const run = await runYaml(`
steps:
- bash: for r in SucceededWithIssues Failed Succeeded; do echo "##vso[task.complete result=$r]"; done
  name: a
`)
    expect(run.step('a').result).toBe('failed')
  })

  it('fails by what it writes to stderr only where it is told to', async () => {
    const run = await runYaml(`
steps:
- bash: echo oops >&2
  name: quiet
- bash: echo oops >&2
  failOnStderr: true
  name: loud
`)
    expect([run.step('quiet').result, run.step('loud').result]).toEqual(['succeeded', 'failed'])
    expect(run.step('loud').exitCode).toBe(0)
  })

  it('works in the directory that it names, relative to the sources', async () => {
    const run = await runYaml(`
steps:
- bash: mkdir -p sub/dir
- script: pwd
  workingDirectory: sub/dir
  name: a
- bash: pwd
  workingDirectory: $(Agent.TempDirectory)
  name: b
`)
    expect(run.lines('a')[0]).toMatch(/\/1\/s\/sub\/dir$/)
    expect(run.lines('b')[0]).toMatch(/_temp$/)
  })

  it('says which directory is not there, rather than that bash is not', async () => {
    const run = await runYaml('steps:\n- bash: "true"\n  workingDirectory: nowhere\n  name: a')
    expect(run.step('a')).toMatchObject({ result: 'failed', exitCode: null })
    expect(run.step('a').issues[0]?.message).toMatch(/working directory .*nowhere' does not exist/)
  })

  it('that cannot be started fails, and the job goes on', async () => {
    const run = await runYaml(`
steps:
- bash: "true"
  env: {HUGE: "${'x'.repeat(200_000)}"}
  name: a
- bash: echo on
  condition: failed()
  name: b
`)
    expect(run.step('a')).toMatchObject({ result: 'failed', issues: [{ message: expect.stringContaining('E2BIG') }] })
    expect(run.lines('b')).toEqual(['on'])
  })

  it('shows a tag without its keyword, and debug lines where System.Debug is true', async () => {
    const yaml = 'steps:\n- bash: echo "##[section]Part"; echo "##vso[task.debug]deep"\n  name: a'
    const kinds = (run: Awaited<ReturnType<typeof runYaml>>) =>
      run.events.flatMap((event) =>
        event.kind === 'line' && event.step === 'a' ? [`${event.line} ${event.text}`] : [],
      )
    const quiet = kinds(await runYaml(yaml))
    expect(quiet).toContain('section Part')
    expect(quiet).not.toContain('debug deep')
    expect(kinds(await runYaml(yaml, { variables: { 'System.Debug': 'True' } }))).toContain('debug deep')
    expect(kinds(await runYaml(yaml, { settings: { debug: true } }))).toContain('debug deep')
  })

  it('in restricted mode cannot add attachments', async () => {
    const run = await runYaml(`
steps:
- bash: echo "##vso[task.uploadfile]/etc/hostname"
  target: {commands: restricted}
  name: a
`)
    expect(run.events.some(({ kind }) => kind === 'attachment')).toBe(false)
    expect(run.step('a')).toMatchObject({ result: 'succeeded', issues: [{ type: 'warning' }] })
  })

  it('sets, where its target names what it may set, nothing else, and PATH neither', async () => {
    const set = (...names: string[]) =>
      names.map((name) => `echo "##vso[task.setvariable variable=${name}]x"`).join('; ')
    const run = await runYaml(`
steps:
- bash: ${set('Mine.one', 'other')}; echo "##vso[task.prependpath]/other"
  target: {settableVariables: [mine.*]}
  name: a
- bash: ${set('none')}
  target: {settableVariables: none}
  name: b
- bash: echo "$MINE_ONE,$OTHER,$NONE,$PATH"
  name: c
`)
    expect(run.lines('c')[0]).toMatch(/^x,,,(?!\/other)/)
    expect(run.step('a')).toMatchObject({ result: 'succeeded', issues: [{ type: 'warning' }, { type: 'warning' }] })
    expect(run.step('b')).toMatchObject({ result: 'succeeded', issues: [{ type: 'warning' }] })
  })

  it('puts directories before PATH for the steps that follow, the last one first', async () => {
    const run = await runYaml(`
steps:
- bash: |
    for d in one two one; do mkdir -p $d; printf '#!/bin/sh\\necho %s' $d >$d/tool; chmod +x $d/tool; echo "##vso[task.prependpath]$PWD/$d"; done
    command -v tool || echo none
  name: a
- bash: |
    tool; echo "$PATH" | tr : '\\n' | head -2
  name: b
`)
    expect(run.lines('a')).toEqual(['none'])
    expect(run.lines('b').map((line) => line.replace(/.*\//, ''))).toEqual(['one', 'one', 'two'])
  })
})

describe('a built-in task', () => {
  it("has the agent's variables of the step and the address of the system's own connection", async () => {
    const run = await runYaml(
      'variables: {who: me}\nsteps:\n- bash: env | grep -E "^(TASK_|SYSTEM_TASK|ENDPOINT_URL_SYS)" | sort\n  name: look\n  displayName: Look $(who)',
      { serviceVariables: [{ name: 'System.CollectionUri', value: 'https://dev.azure.com/o/' }] },
    )
    expect(run.lines('look')).toEqual([
      'ENDPOINT_URL_SYSTEMVSSCONNECTION=https://dev.azure.com/o/',
      'SYSTEM_TASKDISPLAYNAME=Look me',
      expect.stringMatching(/^SYSTEM_TASKINSTANCEID=[0-9a-f-]{36}$/),
      'SYSTEM_TASKINSTANCENAME=look',
      'TASK_DISPLAYNAME=Look me',
      'TASK_PUBLISHTELEMETRY=True',
      'TASK_SKIPTRANSLATORFORCHECKOUT=False',
    ])
  })
})

describe('conditions', () => {
  it('skip what must not run: a disabled step, a false one, and all behind a failure unless they want to', async () => {
    const run = await runYaml(`
variables: {go: 'no'}
steps:
- bash: "true"
  enabled: false
  name: disabled
- bash: "true"
  condition: eq(variables.go, 'yes')
  name: untrue
- bash: "true"
  condition: eq('$(go)', 'no')
  name: macro
- bash: exit 1
  name: broken
- bash: "true"
  name: behind
- bash: echo "$AGENT_JOBSTATUS"
  condition: failed()
  name: onFailure
- bash: "true"
  condition: succeededOrFailed()
  name: either
- bash: "true"
  condition: canceled()
  name: onCancel
- bash: "true"
  condition: always()
  name: always
`)
    const results = [
      'disabled',
      'untrue',
      'macro',
      'broken',
      'behind',
      'onFailure',
      'either',
      'onCancel',
      'always',
    ].map((id) => run.step(id).result)
    expect(results).toEqual([
      'skipped',
      'skipped',
      'skipped', // The agent does not expand macros in conditions: the text is '$(go)'.
      'failed',
      'skipped',
      'succeeded',
      'succeeded',
      'skipped',
      'succeeded',
    ])
    expect(run.lines('onFailure')).toEqual(['Failed'])
    expect(run.result).toBe('failed')
  })

  it('that cannot be evaluated fail the step', async () => {
    const run = await runYaml("steps:\n- bash: 'true'\n  condition: gt(1, 'x')\n  name: a")
    expect(run.step('a')).toMatchObject({ result: 'failed', issues: [{ type: 'error' }] })
  })

  it('turn a failure into issues where continueOnError says so, and the job goes on', async () => {
    const run = await runYaml(`
steps:
- bash: exit 1
  continueOnError: yes
  name: a
- bash: echo "$AGENT_JOBSTATUS"
  name: b
`)
    expect(run.step('a')).toMatchObject({ result: 'succeededWithIssues', exitCode: 1 })
    expect(run.lines('b')).toEqual(['SucceededWithIssues'])
    expect([run.jobs.Job, run.result]).toEqual(['succeededWithIssues', 'succeededWithIssues'])
  })
})

describe('what a step is given', () => {
  it('has public variables in its environment and secrets only where they are mapped', async () => {
    const run = await runYaml(
      `
variables: {My.Public: open}
steps:
- bash: |
    echo "$MY_PUBLIC|\${HIDDEN-unset}|\${SYSTEM_ACCESSTOKEN-unset}|$MAPPED|$TF_BUILD"
    [ "$MAPPED" = s3cret-value ] && echo mapped
  env: {MAPPED: $(hidden)}
  name: a
`,
      { serviceVariables: [{ name: 'hidden', value: 's3cret-value', secret: true }] },
    )
    expect(run.lines('a')).toEqual(['open|unset|unset|***|True', 'mapped'])
  })

  it('has variables over its own env of the same name, as the agent does', async () => {
    const run = await runYaml('variables: {NAME: variable}\nsteps:\n- bash: echo $NAME\n  env: {NAME: own}\n  name: a')
    expect(run.lines('a')).toEqual(['variable'])
  })

  it('has a job token of its own, which is masked', async () => {
    const run = await runYaml(`
steps:
- bash: echo "$TOKEN" | tee first; cat first | cut -c1-12
  env: {TOKEN: $(System.AccessToken)}
  name: a
- bash: echo "$TOKEN"; [ "$TOKEN" = "$(cat first)" ] && echo same || echo another
  env: {TOKEN: $(System.AccessToken)}
  name: b
`)
    expect(run.tokens.map(([step]) => step)).toEqual(['a', 'b'])
    expect(run.lines('a')[0]).toBe('***')
    expect(run.lines('b')).toEqual(['***', 'another'])
  })

  it('has a private HOME and temp directory, not those of the user', async () => {
    const run = await runYaml('steps:\n- bash: echo "$HOME|$TMPDIR|$SECRET_OF_USER"; touch "$HOME/x"\n  name: a')
    const [home = '', temp = '', secret] = (run.lines('a')[0] ?? '').split('|')
    expect(home).not.toBe(process.env.HOME)
    expect([home.includes('mintwell-run-'), temp.includes('mintwell-run-'), secret]).toEqual([true, true, ''])
  })

  it('keeps the letters of a variable whose case is preserved', async () => {
    const run = await runYaml(`
steps:
- bash: echo "##vso[task.setvariable variable=camelCase;preservecase=true]1"
- bash: echo "$camelCase|\${CAMELCASE-unset}"
  name: a
`)
    expect(run.lines('a')).toEqual(['1|unset'])
  })
})

describe('what never shows', () => {
  it('is a secret, in lines, names, issues, attachments, tags and errors', async () => {
    const run = await runYaml(
      `
steps:
- bash: |
    echo "plain $S"; echo "err $S" >&2
    echo "##vso[task.logissue type=error]issue $S"
    echo "##vso[task.uploadfile]/tmp/$S"
    echo "##vso[artifact.upload artifactname=$S]x"
    echo "##vso[build.updatebuildnumber]$S"
    echo "##vso[build.addbuildtag]$S"
    echo "##vso[task.setprogress value=5]$S"
    echo "##vso[task.nothing-$S]x"
    echo "##vso[broken $S"
    echo "##vso[task.debug]$S"
    exit 1
  displayName: Use $(secret)
  env: {S: $(secret)}
  name: a
- bash: "true"
  workingDirectory: /no/$(secret)
  condition: always()
  name: b
- bash: "true"
  condition: eq('$(secret)', gt(1, '$(secret)'))
  name: c
`,
      {
        serviceVariables: [{ name: 'secret', value: 's3cret-value', secret: true }],
        settings: { debug: true },
      },
    )
    expect(JSON.stringify(run.events)).not.toContain('s3cret-value')
    expect(JSON.stringify(run.events)).toContain('Use ***')
    expect(run.events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['attachment', 'run-named', 'run-tagged', 'progress']),
    )
  })

  it('is a secret that a script sets, from that line on', async () => {
    const run = await runYaml(`
steps:
- bash: |
    echo "##vso[task.setvariable variable=t;issecret=true]s3cret-value"
    echo s3cret-value
    printf 's3cret-'; read -t 0.05 < <(sleep 9); printf 'value\\n'
    echo czNjcmV0LXZhbHVl
  name: a
`)
    expect(run.lines('a')).toEqual(['***', '***', '***'])
  })

  it('is not the rest of a script that a secret is written into', async () => {
    const run = await runYaml(
      'steps:\n- bash: |\n    echo "done with it"\n    : "$(secret)"\n    echo "done with it"\n  name: a',
      { serviceVariables: [{ name: 'secret', value: 's3cret-value', secret: true }] },
    )
    expect(run.lines('a')).toEqual(['done with it', 'done with it'])
  })
})
