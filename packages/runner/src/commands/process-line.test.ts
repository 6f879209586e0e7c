import { describe, expect, it } from 'vitest'
import type { Issue, RunEvent, Unstamped } from '../ports/events.ts'
import type { Result } from '../ports/result.ts'
import { VariableSet } from '../variables/variable-set.ts'
import type { CommandScope } from './command-handler.ts'
import { commandAreas, loggingCommands } from './logging-commands.ts'
import { processLine } from './process-line.ts'

const ENDPOINT = '11111111-2222-3333-4444-555555555555'
const IDENTITY = { stage: 'S', job: 'J', step: 'one' }

/** A step that notes all that commands do to it. */
function setUp() {
  const seen = {
    secrets: [] as string[],
    issues: [] as Issue[],
    results: [] as [Result, string, boolean][],
    paths: [] as string[],
    artifacts: [] as [string, string][],
    events: [] as Unstamped<RunEvent>[],
    warnings: [] as string[],
    debug: [] as string[],
  }
  const scope: CommandScope = {
    identity: IDENTITY,
    variables: new VariableSet((value) => seen.secrets.push(value)),
    endpoints: new Map([
      [
        ENDPOINT,
        {
          id: ENDPOINT,
          name: 'my-connection',
          type: 'azurerm',
          url: 'https://management.azure.com/',
          scheme: 'WorkloadIdentityFederation',
          parameters: { tenantid: 't' },
          data: { environment: 'AzureCloud' },
        },
      ],
    ]),
    taskVariables: new Map(),
    addSecret: (value) => seen.secrets.push(value),
    addIssue: (issue) => seen.issues.push(issue),
    complete: (...outcome) => seen.results.push(outcome),
    prependPath: (directory) => seen.paths.push(directory),
    publishArtifact: (...artifact) => seen.artifacts.push(artifact),
    emit: (event) => seen.events.push(event),
    warn: (message) => seen.warnings.push(message),
    debug: (message) => seen.debug.push(message),
  }
  const send = (line: string, restricted = false) => processLine(line, scope, restricted)
  const lines = () => seen.events.flatMap((event) => (event.kind === 'line' ? [[event.line, event.text]] : []))
  return { seen, scope, send, lines }
}

/** Sends lines to a step of its own and gives all that came of it. */
function after(...lines: readonly string[]) {
  const step = setUp()
  for (const line of lines) step.send(line)
  return step
}

describe('a plain line', () => {
  it.each([
    ['hello', 'plain', 'hello'],
    ['', 'plain', ''],
    ['##[group]Name', 'group', 'Name'],
    ['##[endgroup]', 'endgroup', ''],
    ['##[section]x', 'section', 'x'],
    ['##[command]ls', 'command', 'ls'],
    ['[command]/usr/bin/az', 'command', '/usr/bin/az'],
    ['##[warning]x', 'warning', 'x'],
    ['##[error]x', 'error', 'x'],
    ['##[debug]x', 'debug', 'x'],
    [' ##[error]x', 'plain', ' ##[error]x'],
  ])('%j shows as %s', (line, kind, text) => {
    const { lines, seen } = after(line)
    expect(lines()).toEqual([[kind, text]])
    expect([seen.issues, seen.results]).toEqual([[], []])
  })
})

describe('the order of the agent', () => {
  it('takes the line of a valid command away, and what stands before it', () => {
    const { lines, scope } = after('noise ##vso[task.setvariable variable=a]1')
    expect(lines()).toEqual([])
    expect(scope.variables.get('a')?.value).toBe('1')
  })

  it('warns of the keyword in a line that is no command, and shows the line', () => {
    const { lines, seen } = after('##vso[broken')
    expect(lines()).toEqual([['plain', '##vso[broken']])
    expect([seen.warnings.length, seen.results.length]).toEqual([1, 0])
  })

  it('warns of an unknown area, and the step goes on', () => {
    const { seen } = after('##vso[nothing.debug]x')
    expect([seen.warnings.length, seen.results]).toEqual([1, []])
  })

  it('fails the step for an unknown event of a known area', () => {
    const { seen, lines } = after('##vso[task.nothing]x')
    expect(seen.results).toEqual([['failed', '', false]])
    expect(seen.issues).toEqual([{ type: 'error', message: expect.stringContaining('task.nothing') }])
    expect(lines().map(([kind]) => kind)).toEqual(['error'])
  })

  it('fails the step, with one issue, for a command that fails', () => {
    const { seen } = after('##vso[task.setvariable]x')
    expect(seen.results.map(([result]) => result)).toEqual(['failed'])
    expect(seen.issues).toHaveLength(1)
  })

  it('tells those who debug what was carried out, so that no agent around the lab carries it out again', () => {
    const { seen } = after('##vso[task.setprogress value=1]', '##vso[task.debug]seen')
    expect(seen.debug).toEqual(['Processed: **vso[task.setprogress value=1]', 'seen'])
  })
})

describe('restricted mode', () => {
  const allowed = [
    'task.logissue',
    'task.issue',
    'task.logdetail',
    'task.complete',
    'task.setprogress',
    'task.setsecret',
    'task.setvariable',
    'task.settaskvariable',
    'task.debug',
    'task.prependpath',
    'telemetry.publish',
  ]

  it('allows what the agent allows, and nothing else', () => {
    const names = [...loggingCommands.values()].filter((each) => each.allowedWhenRestricted).map(({ name }) => name)
    expect(names.sort()).toEqual([...allowed].sort())
  })

  it.each([...loggingCommands.keys()].filter((name) => !allowed.includes(name)))(
    'warns of %s and does nothing',
    (name) => {
      const { seen, send } = setUp()
      send(`##vso[${name} id=${ENDPOINT};field=url;type=t;name=n]x`, true)
      expect([seen.warnings.length, seen.events, seen.results]).toEqual([1, [], []])
    },
  )
})

describe('task.logissue', () => {
  it.each(['logissue', 'issue', 'LogIssue'])('leaves an issue and a line, also as task.%s', (event) => {
    const { seen, lines } = after(`##vso[task.${event} type=Error]it broke`)
    expect(seen.issues).toEqual([{ type: 'error', message: 'it broke' }])
    expect(lines()).toEqual([['error', 'it broke']])
    expect(seen.results).toEqual([])
  })

  it('names the place and the code', () => {
    const { seen } = after('##vso[task.logissue type=warning;sourcepath=a/b.ts;linenumber=3;columnnumber=7;code=X1]odd')
    expect(seen.issues).toEqual([{ type: 'warning', message: 'a/b.ts(3,7): X1: odd' }])
    expect(after('##vso[task.logissue type=warning;sourcepath=a]odd').seen.issues[0]?.message).toBe('a: odd')
  })

  it.each(['', ' type=info', ' type='])('fails the step with%s for a type', (properties) => {
    expect(after(`##vso[task.logissue${properties}]x`).seen.results).toEqual([['failed', '', false]])
  })
})

describe('task.setvariable', () => {
  it('sets a variable for the steps that follow', () => {
    const { scope } = after('##vso[task.setvariable variable=My.Name]a value%0Aof two lines')
    expect(scope.variables.get('my.name')).toMatchObject({
      value: 'a value\nof two lines',
      secret: false,
      readonly: false,
    })
  })

  it('sets a secret and masks it', () => {
    const { scope, seen } = after('##vso[task.setvariable variable=a;issecret=true]s3cret')
    expect(scope.variables.get('a')).toMatchObject({ secret: true })
    expect(seen.secrets).toEqual(['s3cret'])
  })

  it('keeps a secret secret when it is set again without saying so', () => {
    const { scope, seen } = after(
      '##vso[task.setvariable variable=a;issecret=True]1st',
      '##vso[task.setvariable variable=A]2nd',
    )
    expect(scope.variables.get('a')).toMatchObject({ value: '2nd', secret: true })
    expect(seen.secrets).toContain('2nd')
  })

  it('sets an output under the name of its step, read-only, and leaves the bare name alone', () => {
    const { scope } = after(
      '##vso[task.setvariable variable=a;isoutput=true]1',
      '##vso[task.setvariable variable=a;isOutput=true]2',
    )
    expect(scope.variables.get('one.a')).toMatchObject({ value: '2', readonly: true })
    expect(scope.variables.get('a')).toBeUndefined()
  })

  it('fails the step for a read-only variable, which keeps its value', () => {
    const { scope, seen } = after(
      '##vso[task.setvariable variable=a;isreadonly=true]1',
      '##vso[task.setvariable variable=a]2',
    )
    expect(scope.variables.get('a')?.value).toBe('1')
    expect(seen.results).toEqual([['failed', '', false]])
    expect(seen.issues[0]?.message).toContain("Overwriting readonly variable 'a' is not permitted. See https://")
  })

  it('warns instead where agent.readOnlyVariables is switched off', () => {
    const { scope, seen, send } = setUp()
    scope.variables.set('agent.readOnlyVariables', 'false')
    scope.variables.set('a', '1', { readonly: true })
    send('##vso[task.setvariable variable=a]2')
    expect(scope.variables.get('a')?.value).toBe('2')
    expect(seen.warnings).toHaveLength(1)
  })

  it('refuses a secret of several lines, which does not show for that, unless the job allows it', () => {
    const refused = after('##vso[task.setvariable variable=a;issecret=true]one%0Atwo')
    expect(refused.scope.variables.get('a')).toBeUndefined()
    expect(refused.seen.results).toEqual([['failed', '', false]])
    expect(refused.seen.secrets).toEqual(['one\ntwo'])
    const { scope, seen, send } = setUp()
    scope.variables.set('System.UnsafeAllowMultilineSecret', 'TRUE')
    send('##vso[task.setvariable variable=a;issecret=true]one%0Atwo')
    expect([scope.variables.get('a')?.value, seen.results]).toEqual(['one\ntwo', []])
  })

  it('takes a secret of several lines after the command by which AzureKeyVault@2 allows it', () => {
    const { scope, seen } = after(
      '##vso[task.setvariable variable=SYSTEM_UNSAFEALLOWMULTILINESECRET;]true',
      '##vso[task.setvariable variable=a;issecret=true]one%0Atwo',
    )
    expect([scope.variables.get('a')?.value, seen.results]).toEqual(['one\ntwo', []])
  })

  it('keeps the letters of the name where it is told to', () => {
    const { scope } = after('##vso[task.setvariable variable=Path.Like;preservecase=true]1')
    expect(scope.variables.get('path.like')?.preserveCase).toBe(true)
  })
})

describe('the other commands of the task', () => {
  it('settaskvariable sets a variable of the task alone, and masks it when it is secret', () => {
    const { scope, seen } = after('##vso[task.settaskvariable variable=a;issecret=true]1234')
    expect([[...scope.taskVariables], scope.variables.get('a'), seen.secrets]).toEqual([
      [['a', '1234']],
      undefined,
      ['1234'],
    ])
    expect(after('##vso[task.settaskvariable]x').seen.results).toHaveLength(1)
  })

  it('setsecret masks a value of any length', () => {
    expect(after('##vso[task.setsecret]x').seen.secrets).toEqual(['x'])
  })

  it.each([
    ['Succeeded', 'succeeded'],
    ['SucceededWithIssues', 'succeededWithIssues'],
    ['Failed', 'failed'],
    ['Canceled', 'canceled'],
    ['Skipped', 'skipped'],
  ])('complete takes %s', (word, result) => {
    expect(after(`##vso[task.complete result=${word};]done`).seen.results).toEqual([[result, 'done', false]])
  })

  it('complete says that the task is done', () => {
    expect(after('##vso[task.complete result=Failed;done=True]').seen.results).toEqual([['failed', '', true]])
  })

  it.each(['failed', 'Cancelled', '', 'Abandoned'])(
    'complete fails the step for %j, as the agent counts case',
    (word) => {
      const { seen } = after(`##vso[task.complete result=${word}]x`)
      expect([seen.results, seen.issues.length]).toEqual([[['failed', '', false]], 1])
    },
  )

  it('setprogress tells how far the step is', () => {
    expect(after('##vso[task.setprogress value=50]half').seen.events).toEqual([
      { kind: 'progress', ...IDENTITY, percent: 50, text: 'half' },
    ])
  })

  it.each(['', ' value=101', ' value=-1', ' value=x', ' value=1.5'])(
    'setprogress fails the step with%s',
    (properties) => {
      expect(after(`##vso[task.setprogress${properties}]`).seen.results).toHaveLength(1)
    },
  )

  it('logdetail needs an id', () => {
    expect(after(`##vso[task.logdetail id=${ENDPOINT};name=a;type=b;state=InProgress]x`).seen.results).toEqual([])
    expect(after('##vso[task.logdetail name=a]x').seen.results).toHaveLength(1)
  })

  it('prependpath needs a directory', () => {
    expect(after('##vso[task.prependpath]/a/bin ').seen.paths).toEqual(['/a/bin'])
    expect(after('##vso[task.prependpath]').seen.results).toHaveLength(1)
  })
})

describe('task.setendpoint', () => {
  it('changes an authorization parameter for the rest of the job, and masks it', () => {
    const { scope, seen } = after(
      `##vso[task.setendpoint id=${ENDPOINT.toUpperCase()};field=authParameter;key=idToken]eyJ.a.b`,
    )
    expect(scope.endpoints.get(ENDPOINT)?.parameters).toEqual({ tenantid: 't', idToken: 'eyJ.a.b' })
    expect(seen.secrets).toEqual(['eyJ.a.b'])
  })

  it('changes data, by the name that is there in another case, and the url', () => {
    const { scope } = after(
      `##vso[task.setendpoint id=${ENDPOINT};field=dataParameter;key=SubscriptionId]x`,
      `##vso[task.setendpoint id=${ENDPOINT};field=dataParameter;key=SUBSCRIPTIONID]y`,
      `##vso[task.setendpoint id=${ENDPOINT};field=URL]https://management.usgovcloudapi.net/`,
    )
    expect(scope.endpoints.get(ENDPOINT)).toMatchObject({
      url: 'https://management.usgovcloudapi.net/',
      data: { environment: 'AzureCloud', SubscriptionId: 'y' },
    })
  })

  it('does not change the connection of the system', () => {
    const { seen } = after('##vso[task.setendpoint id=00000000-0000-0000-0000-000000000000;field=url]x')
    expect([seen.warnings.length, seen.results]).toEqual([1, []])
  })

  it.each([
    'id=99999999-0000-0000-0000-000000000000;field=url',
    'field=url',
    `id=${ENDPOINT};field=nothing;key=a`,
    `id=${ENDPOINT};field=authParameter`,
    `id=${ENDPOINT};field=dataParameter`,
  ])('fails the step for %s', (properties) => {
    const { scope, seen } = after(`##vso[task.setendpoint ${properties}]x`)
    expect(seen.results).toEqual([['failed', '', false]])
    expect(scope.endpoints.get(ENDPOINT)?.parameters).toEqual({ tenantid: 't' })
  })
})

describe('the commands that hand files over', () => {
  it.each([
    ['task.addattachment type=t;name=n', 't', 'n'],
    ['task.uploadsummary', 'summary', ''],
    ['task.uploadfile', 'file', ''],
    ['build.uploadsummary', 'summary', ''],
    ['build.uploadlog', 'log', ''],
    ['artifact.associate type=filepath;artifactname=drop', 'filepath', 'drop'],
  ])('%s reports an attachment', (command, type, name) => {
    expect(after(`##vso[${command}]/a/file`).seen.events).toEqual([
      { kind: 'attachment', ...IDENTITY, type, name, path: '/a/file' },
    ])
    expect(after(`##vso[${command}]`).seen.results).toHaveLength(1)
  })

  it('artifact.upload publishes an artifact of the run, and needs a name and a path', () => {
    expect(after('##vso[artifact.upload artifactname=drop;containerfolder=c]/a/file').seen.artifacts).toEqual([
      ['drop', '/a/file'],
    ])
    expect(after('##vso[artifact.upload artifactname=drop]').seen.results).toHaveLength(1)
    expect(after('##vso[artifact.upload]/a/file').seen.results).toHaveLength(1)
  })

  it.each([
    ['results.publish type=JUnit;resultFiles=a.xml;runTitle=Unit', 'results:JUnit', 'Unit', 'a.xml'],
    ['codecoverage.publish codecoveragetool=JaCoCo;summaryfile=c.xml', 'coverage:JaCoCo', '', 'c.xml'],
  ])('%s reports its file', (command, type, name, path) => {
    expect(after(`##vso[${command}]`).seen.events).toEqual([{ kind: 'attachment', ...IDENTITY, type, name, path }])
  })
})

describe('the commands of the run', () => {
  it('updatebuildnumber names the run and sets its variable', () => {
    const { scope, seen } = after('##vso[build.updatebuildnumber]1.2.3')
    expect(scope.variables.get('Build.BuildNumber')?.value).toBe('1.2.3')
    expect(seen.events).toEqual([{ kind: 'run-named', name: '1.2.3' }])
    expect(after('##vso[build.updatebuildnumber] ').seen.results).toHaveLength(1)
  })

  it('addbuildtag tags the run', () => {
    expect(after('##vso[build.addbuildtag]nightly').seen.events).toEqual([{ kind: 'run-tagged', tag: 'nightly' }])
    expect(after('##vso[build.addbuildtag]').seen.results).toHaveLength(1)
  })

  it('updatereleasename has no release to name', () => {
    const { seen } = after('##vso[release.updatereleasename]x')
    expect([seen.warnings.length, seen.results]).toEqual([1, []])
  })

  it('publish of telemetry wants an area, a feature and JSON, and goes nowhere', () => {
    expect(after('##vso[telemetry.publish area=a;feature=b]{"c":1}').seen).toMatchObject({ warnings: [], results: [] })
    expect(after('##vso[telemetry.publish area=a;feature=b]no').seen).toMatchObject({ warnings: [expect.any(String)] })
    expect(after('##vso[telemetry.publish area=a]{}').seen.results).toHaveLength(1)
  })

  it('updaterepositorypath changes nothing', () => {
    expect(after('##vso[plugininternal.updaterepositorypath]/a').seen).toMatchObject({ events: [], results: [] })
  })
})

describe('the list of commands', () => {
  it('has every one of the agent', () => {
    expect([...commandAreas].sort()).toEqual(
      ['artifact', 'build', 'codecoverage', 'plugininternal', 'release', 'results', 'task', 'telemetry'].sort(),
    )
    expect(loggingCommands.size).toBe(25)
  })
})
