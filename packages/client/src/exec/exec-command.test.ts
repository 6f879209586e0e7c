import { createManualClock } from '@mintwell/clock'
import { describe, expect, it } from 'vitest'
import { ClientError } from '../errors.ts'
import { testToken } from '../keeper/test-simulation.ts'
import { createCiLog } from '../output/ci-log.ts'
import { platformOf } from '../process/platform.ts'
import type { ExecProcesses, ProcessEnd } from '../process/processes.ts'
import type { IdTokenSource } from '../sources/id-token-source.ts'
import { TestFiles } from '../surfaces/test-files.ts'
import { type ExecRequest, execCommand } from './exec-command.ts'

const T0 = Date.UTC(2026, 3, 20)
const MINUTE = 60_000

/** A world in memory: the command ends when the test says so. */
function world(
  options: {
    readonly platform?: NodeJS.Platform
    readonly onTerminal?: boolean
    readonly source?: Partial<IdTokenSource>
    readonly programs?: readonly string[]
  } = {},
) {
  const clock = createManualClock(T0)
  const files = new TestFiles()
  files.directories.set('/tmp', 0o777)
  const killed: string[] = []
  const watchdog: string[] = []
  let output = ''
  let end: (end: ProcessEnd) => void = () => {}
  let started:
    | { file: string; args: readonly string[]; env: Readonly<Record<string, string>>; ownGroup: boolean }
    | undefined
  let handler: ((signal: NodeJS.Signals) => void) | undefined
  const processes: ExecProcesses = {
    onTerminal: options.onTerminal ?? false,
    isFile: (path) => path === './text',
    isProgram: (path) =>
      files.files.get(path)?.mode === 0o700 ||
      (options.programs ?? ['/bin/cmd', '/usr/bin/az', '/usr/bin/bash']).includes(path),
    start(launch, { env, ownGroup }) {
      started = { ...launch, env, ownGroup }
      const ended = new Promise<ProcessEnd>((resolve) => {
        end = resolve
      })
      return { pid: 42, ended }
    },
    startWatchdog(launch) {
      watchdog.push(`start ${launch('MINTWELL_GUARD_test').args.at(-1)}`)
      return {
        pid: 43,
        mark: 'MINTWELL_GUARD_test',
        tell: (line) => void watchdog.push(line),
        release: () => void watchdog.push('done'),
        abandon: () => void watchdog.push('abandoned'),
      }
    },
    kill: (target, signal) => void killed.push(`${signal} ${target}`),
    onSignals(_signals, given) {
      handler = given
      return () => {
        handler = undefined
      }
    },
  }
  let count = 0
  const source: IdTokenSource = {
    name: 'file',
    subject: '/k8s',
    async request() {
      count += 1
      return { token: testToken(clock.now(), 10 * MINUTE, `canary-${count}`) }
    },
    ...options.source,
  }
  const platform = platformOf(options.platform ?? 'linux', '/usr/bin/node')
  const env = { PATH: '/bin:/usr/bin', HOME: '/home/u' }
  const run = (request: Partial<ExecRequest> = {}) =>
    execCommand(
      {
        program: 'cmd',
        args: ['a b'],
        freshness: {},
        surfaces: { azure: 'auto', terraform: false, endpoint: true, identity: {} },
        ...request,
      },
      source,
      {
        env,
        cwd: '/work',
        platform,
        processes,
        files,
        clock,
        random: () => 0,
        log: createCiLog('azure-pipelines', (lines) => {
          output += lines
        }),
        handover: { run: '7', stage: null, job: null, attempt: 1, step: null, connection: null, source: source.name },
        temporaryDirectory: '/tmp',
        ownRoots: () => 'roots',
        writeAzShim: ({ az }) => `shim of ${az}`,
      },
    )
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5))
  return {
    run,
    files,
    killed,
    watchdog,
    settle,
    end: (how: ProcessEnd) => end(how),
    started: () => started,
    output: () => output,
    requests: () => count,
    signal: (name: NodeJS.Signals) => handler?.(name),
    async advance(ms: number) {
      clock.advance(ms)
      await settle()
    },
  }
}

const left = (files: TestFiles) => [...files.files.keys()].filter((path) => path.startsWith('/tmp/mintwell-'))

describe('exec', () => {
  it('gives the command the token in its environment and in a file of its owner alone, and its exit code is ours', async () => {
    const it = world()
    const code = it.run()
    await it.settle()
    const { env = {}, args, file } = it.started() ?? {}
    expect([file, args]).toEqual(['/bin/cmd', ['a b']])
    const token = testToken(T0, 10 * MINUTE, 'canary-1')
    expect(env.idToken).toBe(token)
    expect(it.files.files.get(env.MINTWELL_ID_TOKEN_FILE ?? '')).toEqual({ text: token, mode: 0o600 })
    it.end({ kind: 'exited', code: 7 })
    expect(await code).toBe(7)
    expect(left(it.files)).toEqual([])
  })

  it('renews the file while the command runs, says so, and registers each token as a secret first', async () => {
    const it = world()
    const code = it.run()
    await it.settle()
    const path = it.started()?.env.MINTWELL_ID_TOKEN_FILE ?? ''
    await it.advance(5 * MINUTE + 1)
    expect(it.files.read(path)).toBe(testToken(T0 + 5 * MINUTE, 10 * MINUTE, 'canary-2'))
    it.end({ kind: 'exited', code: 0 })
    await code
    const lines = it.output().split('\n')
    const shown = lines.filter((line) => !line.startsWith('##vso[task.setsecret]')).join('\n')
    expect(shown).not.toContain('eyJ')
    expect(lines.filter((line) => line.startsWith('##vso[task.setsecret]')).length).toBe(2)
    expect(lines[0]).toMatch(/^##vso\[task\.setsecret\]/)
    expect(shown).toContain('refreshed')
    expect(shown).toContain('ID tokens were asked for 2 times')
  })

  it('sets no variable of a CI that it does not run in', async () => {
    const it = world()
    const code = it.run()
    await it.settle()
    const added = Object.keys(it.started()?.env ?? {}).filter((name) => !['PATH', 'HOME'].includes(name))
    expect(added.sort()).toEqual(['MINTWELL_GUARD_test', 'MINTWELL_ID_TOKEN_FILE', 'idToken'])
    it.end({ kind: 'exited', code: 0 })
    await code
  })

  it('gives az a login of its own where Azure is asked for, beside the user’s configuration', async () => {
    const it = world()
    const code = it.run({
      surfaces: {
        azure: true,
        terraform: true,
        awsRoleArn: 'arn:aws:iam::1:role/x',
        endpoint: true,
        identity: { clientId: 'c', tenantId: 't' },
      },
    })
    await it.settle()
    const { env = {} } = it.started() ?? {}
    expect(env.PATH).toBe('/tmp/mintwell-1/bin:/bin:/usr/bin')
    expect(env.AZURE_CONFIG_DIR).toBe('/tmp/mintwell-1/azure')
    expect(it.files.read('/tmp/mintwell-1/bin/az')).toBe('shim of /usr/bin/az')
    expect(env).toMatchObject({
      AZURE_CLIENT_ID: 'c',
      ARM_USE_OIDC: 'true',
      ARM_OIDC_TOKEN_FILE_PATH: '/tmp/mintwell-1/id-token',
      AWS_ROLE_SESSION_NAME: 'mintwell-7',
    })
    it.end({ kind: 'exited', code: 0 })
    await code
  })

  it('starts the az that logs in where the command is az itself, and the real one where it is named by its path', async () => {
    for (const [program, started] of [
      ['az', '/tmp/mintwell-1/bin/az'],
      ['/usr/bin/az', '/usr/bin/az'],
    ] as const) {
      const it = world()
      const identity = { clientId: 'c', tenantId: 't' }
      const code = it.run({ program, surfaces: { azure: true, terraform: false, endpoint: true, identity } })
      await it.settle()
      expect(it.started()?.file).toBe(started)
      it.end({ kind: 'exited', code: 0 })
      await code
    }
  })

  it('does not start the command where what was asked for is not known', async () => {
    const it = world()
    expect(await it.run({ surfaces: { azure: true, terraform: false, endpoint: true, identity: {} } })).toBe(125)
    expect(it.started()).toBeUndefined()
    expect(it.output()).toContain('--client-id')
    expect(left(it.files)).toEqual([])
  })

  it('does not start the command where the contract cannot be met: the verdict, the cause and the cure, and 125', async () => {
    const old = testToken(T0 - 59 * MINUTE, 60 * MINUTE, 'canary')
    const it = world({ source: { request: async () => ({ token: old }) } })
    expect(await it.run({ freshness: { onBreach: 'fail' } })).toBe(125)
    expect(it.started()).toBeUndefined()
    expect(it.output()).toMatch(
      /##vso\[task\.logissue type=error\].*expiring \(also echoed, stale\): 1 min left of 1 h/,
    )
    expect(it.output()).toContain('cmd was not started')
    expect(left(it.files)).toEqual([])
  })

  it('says 127 for a command that is not there and 126 for one that cannot be run, and asks for no token', async () => {
    const it = world()
    expect(await it.run({ program: 'nothing' })).toBe(127)
    expect(await it.run({ program: './text' })).toBe(126)
    expect(it.requests()).toBe(0)
  })

  it('passes signals on to the command and all its group, and reports the one that ended it', async () => {
    const it = world()
    const code = it.run()
    await it.settle()
    it.signal('SIGTERM')
    it.signal('SIGHUP')
    expect(it.killed).toEqual(['SIGTERM -42', 'SIGHUP -42'])
    it.end({ kind: 'signalled', signal: 'SIGTERM' })
    expect(await code).toBe(143)
  })

  it('leaves to a terminal what a terminal sends to both', async () => {
    const it = world({ onTerminal: true })
    const code = it.run()
    await it.settle()
    expect(it.started()?.ownGroup).toBe(false)
    it.signal('SIGINT')
    it.signal('SIGTERM')
    expect(it.killed).toEqual(['SIGTERM 42'])
    it.end({ kind: 'signalled', signal: 'SIGINT' })
    expect(await code).toBe(130)
  })

  it('ends at a signal that comes while it waits for a token, and starts nothing', async () => {
    const it = world({
      source: {
        request: (signal) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
      },
    })
    const code = it.run()
    await it.settle()
    it.signal('SIGINT')
    expect(await code).toBe(130)
    expect(it.started()).toBeUndefined()
    expect(left(it.files)).toEqual([])
  })

  it('starts nothing where a signal comes when the token is there and the command is not', async () => {
    const it = world()
    const code = it.run()
    const before = it.files.replace.bind(it.files)
    it.files.replace = (...file) => {
      it.signal('SIGTERM')
      before(...file)
    }
    expect(await code).toBe(143)
    expect(it.started()).toBeUndefined()
    expect(left(it.files)).toEqual([])
  })

  it('tells the watchdog whom to end, and lets it go at the end', async () => {
    const it = world()
    const code = it.run()
    await it.settle()
    it.end({ kind: 'exited', code: 0 })
    await code
    expect(it.watchdog).toEqual(['start MINTWELL_GUARD_test', 'remove /tmp/mintwell-1', 'group 42', 'done'])
  })

  it('refuses where the disk is full at the start, and leaves no token', async () => {
    const it = world()
    it.files.fault = (operation) => (operation === 'replace' ? 'ENOSPC' : undefined)
    expect(await it.run()).toBe(125)
    expect(it.output()).toContain('The disk is full')
    expect(left(it.files)).toEqual([])
  })

  it('goes on with the old file where the disk is full at a refresh, as an issue of the pipeline', async () => {
    const it = world()
    const code = it.run()
    await it.settle()
    it.files.fault = () => 'ENOSPC'
    await it.advance(5 * MINUTE + 1)
    expect(it.output()).toMatch(/type=error\].*ENOSPC.*continues with the token it has/)
    it.end({ kind: 'exited', code: 0 })
    expect(await code).toBe(0)
    expect(left(it.files)).toEqual([])
  })

  it('reports a command that could not be started after all', async () => {
    const it = world()
    const code = it.run()
    await it.settle()
    it.end({ kind: 'not-started', code: 'EACCES' })
    expect(await code).toBe(126)
  })

  it('adds receipts to the file that was asked for, and judges by the ones that are there', async () => {
    const one = testToken(T0 - MINUTE, 10 * MINUTE, 'canary')
    const it = world({ source: { request: async () => ({ token: one }) } })
    for (const round of [1, 2]) {
      const code = it.run({ receipts: '/r.jsonl' })
      await it.settle()
      it.end({ kind: 'exited', code: 0 })
      expect(await code, String(round)).toBe(0)
    }
    const receipts = (it.files.read('/r.jsonl') ?? '')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { verdict: string; comparedWith: unknown })
    expect(receipts.map(({ verdict }) => verdict)).toEqual(['fresh', 'echoed'])
    expect(receipts[1]?.comparedWith).toEqual({ scope: 'job', count: 1 })
  })

  it('throws on what is no refusal but a mistake of its own, with everything removed', async () => {
    const it = world({ source: { request: async () => ({ token: testToken(T0, 10 * MINUTE, 'x') }) } })
    it.files.exists = () => {
      throw new TypeError('a mistake')
    }
    await expect(it.run()).rejects.toThrow(TypeError)
    expect(left(it.files)).toEqual([])
  })
})

describe('the errors of a source', () => {
  it('are shown with their cure, and no token was asked for twice where asking does not help', async () => {
    const refused = new ClientError('ERR_JOB_TOKEN_REFUSED', {
      message: 'Azure DevOps refused the job token (401).',
      hint: 'Map it:\nyaml',
    })
    const it = world({ source: { request: () => Promise.reject(refused) } })
    expect(await it.run()).toBe(125)
    expect(it.output()).toContain(
      '##vso[task.logissue type=error]mintwell: Azure DevOps refused the job token (401).%0AMap it:%0Ayaml',
    )
  })
})
