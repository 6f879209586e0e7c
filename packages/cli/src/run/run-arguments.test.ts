import { describe, expect, it } from 'vitest'
import { UsageError } from '../verb.ts'
import { type RunArguments, readRunArguments } from './run-arguments.ts'

const read = (...argv: string[]) => readRunArguments(['p.yml', ...argv]) as RunArguments
const T1 = '2026-04-20T01:04:56Z'
const T2 = '2026-04-21T01:04:56Z'
const HOUR = 3_600_000

describe('when the runs are', () => {
  it('is now, once, where nothing is said', () => {
    expect(read().when).toEqual({ kind: 'now' })
  })

  it('is each instant of --at, in their order in time', () => {
    expect(read('--at', T2, '--at', T1).when).toEqual({ kind: 'at', instants: [Date.parse(T1), Date.parse(T2)] })
  })

  it.each([
    [['--start', T1, '--runs', '3', '--every', '24h'], { start: Date.parse(T1), runs: 3, every: 24 * HOUR }],
    [['--runs', '2', '--every', '90m'], { start: undefined, runs: 2, every: 1.5 * HOUR }],
    [['--start', T1], { start: Date.parse(T1), runs: 1, every: 0 }],
    [['--runs', '1'], { start: undefined, runs: 1, every: 0 }],
    [['--runs', '10000', '--every', '1h'], { start: undefined, runs: 10_000, every: HOUR }],
  ])('is a number of runs for %j', (argv, when) => {
    expect(read(...argv).when).toEqual({ kind: 'every', ...when })
  })

  it('is the schedule of the file, for a time or until an instant', () => {
    expect(read('--schedule', '--until', '3d').when).toEqual({
      kind: 'schedule',
      start: undefined,
      until: { after: 72 * HOUR },
    })
    expect(read('--schedule', '--start', T1, '--until', T2).when).toEqual({
      kind: 'schedule',
      start: Date.parse(T1),
      until: { instant: Date.parse(T2) },
    })
  })

  it.each([
    [['--at', 'tomorrow']],
    [['--at', '']],
    [['--start', '2026-02-30']],
    [['--start', '']],
    [['--at', T1, '--start', T2]],
    [['--at', T1, '--runs', '2']],
    [['--at', T1, '--every', '1h']],
    [['--at', T1, '--schedule']],
    [['--at', T1, '--until', '3d']],
    [['--runs', '0']],
    [['--runs=-1']],
    [['--runs', '1.5']],
    [['--runs', 'many']],
    [['--runs', '']],
    [['--runs', '10001', '--every', '1h']],
    [['--runs', '2']],
    [['--every', '24h']],
    [['--start', T1, '--every', '24h']],
    [['--every', '0']],
    [['--every', 'daily']],
    [['--every', '']],
    [['--until', '3d']],
    [['--schedule']],
    [['--schedule', '--until', 'later']],
    [['--schedule', '--until', '3d', '--runs', '2']],
    [['--schedule', '--until', '3d', '--every', '1h']],
    [['--real-time', '--at', T1]],
    [['--real-time', '--start', T1]],
    [['--real-time', '--schedule', '--until', '3d']],
  ])('is not to be told from %j', (argv) => {
    expect(() => read(...argv)).toThrow(UsageError)
  })
})

describe('the other options', () => {
  it('are off where they are not given', () => {
    expect(read()).toMatchObject({
      file: 'p.yml',
      when: { kind: 'now' },
      realTime: false,
      faults: [],
      issuer: undefined,
      output: { json: false, events: undefined, details: false, quiet: false, failOn: [], resultsXml: undefined },
      jitter: undefined,
      sweep: false,
      config: undefined,
      allowHosts: [],
      passEnv: [],
      routes: [],
      variables: {},
      keep: false,
      parallel: false,
      debug: false,
      approve: false,
      containersOnHost: false,
      stubs: [],
      taskFolders: [],
    })
  })

  it('are read, repeatable ones in their order', () => {
    const argv = '--fault echo --fault slow:by=1s --issuer ado --json --allow-host a --allow-host b --pass-env X --keep'
    expect(
      read(...argv.split(' '), '--var', 'a=1=2', '--var', 'b=', '--parallel', '--debug', '--real-time'),
    ).toMatchObject({
      faults: ['echo', 'slow:by=1s'],
      issuer: 'ado',
      output: { json: true, events: undefined },
      allowHosts: ['a', 'b'],
      passEnv: ['X'],
      variables: { a: '1=2', b: '' },
      keep: true,
      parallel: true,
      debug: true,
      realTime: true,
    })
    expect(
      [read('--jsonl'), read('--jsonl', 'events'), read('--jsonl=events')].map(({ output }) => output.events),
    ).toEqual(['-', 'events', 'events'])
  })

  it('may ask for the list of faults alone, without a file', () => {
    expect(readRunArguments(['--list-faults'])).toBe('list-faults')
  })

  it.each([
    [[]],
    [['a.yml', 'b.yml']],
    [['a.yml', '--json', '--jsonl']],
    [['a.yml', '--issuer', 'github']],
    [['a.yml', '--var', 'novalue']],
    [['a.yml', '--var', '=x']],
  ])('are refused in %j', (argv) => {
    expect(() => readRunArguments(argv)).toThrow(UsageError)
  })

  it.each([[['a.yml', '--unknown']], [['a.yml', '--at']], [['a.yml', '--keep=yes']]])(
    'that no command knows are refused by the parser in %j',
    (argv) => {
      expect(() => readRunArguments(argv)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^ERR_PARSE_ARGS/) }),
      )
    },
  )
})
