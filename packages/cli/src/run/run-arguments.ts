import { parseArgs } from 'node:util'
import { readPairs } from '../options/repository-folders.ts'
import { readNames } from '../read-names.ts'
import { UsageError } from '../verb.ts'
import { failOnNames } from './fail-on.ts'
import type { Jitter } from './jitter.ts'
import { readJitter, readWhen, type When } from './read-when.ts'
import type { RunOutput } from './run-output.ts'

/** The options of `mintwell run`, read. */
export interface RunArguments {
  readonly file: string
  readonly when: When
  /** How far the starts of runs lie from their times; undefined where they lie on them. */
  readonly jitter: Jitter | undefined
  /** The file of a scenario to play and to compare with. */
  readonly scenario: string | undefined
  /** Find the starts at which a re-issued token fails the run, instead of running once. */
  readonly sweep: boolean
  readonly realTime: boolean
  readonly faults: readonly string[]
  readonly issuer: 'entra' | 'ado' | undefined
  readonly output: RunOutput
  readonly config: string | undefined
  readonly allowHosts: readonly string[]
  readonly passEnv: readonly string[]
  readonly routes: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  readonly keep: boolean
  readonly parallel: boolean
  readonly debug: boolean
  readonly approve: boolean
  readonly containersOnHost: boolean
  readonly stubs: readonly string[]
  /** Folders of tasks, or of folders of tasks. */
  readonly taskFolders: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
  /** `ALIAS=FOLDER`. */
  readonly repositories: readonly string[]
  readonly stubRepositories: readonly string[]
  /** The part that is to run. */
  readonly stage: string | undefined
  readonly job: string | undefined
  /** Print what would run instead of running it. */
  readonly show: 'list' | 'dry-run' | undefined
}

const OPTIONS = {
  at: { type: 'string', multiple: true },
  start: { type: 'string' },
  runs: { type: 'string' },
  every: { type: 'string' },
  schedule: { type: 'boolean' },
  until: { type: 'string' },
  jitter: { type: 'string' },
  seed: { type: 'string' },
  sweep: { type: 'boolean' },
  scenario: { type: 'string' },
  'real-time': { type: 'boolean' },
  fault: { type: 'string', multiple: true },
  'list-faults': { type: 'boolean' },
  issuer: { type: 'string' },
  json: { type: 'boolean' },
  jsonl: { type: 'string' },
  details: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  'fail-on': { type: 'string', multiple: true },
  'results-xml': { type: 'string' },
  report: { type: 'string' },
  otlp: { type: 'string' },
  config: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  'pass-env': { type: 'string', multiple: true },
  route: { type: 'string', multiple: true },
  variable: { type: 'string', multiple: true },
  var: { type: 'string', multiple: true },
  keep: { type: 'boolean' },
  parallel: { type: 'boolean' },
  debug: { type: 'boolean' },
  approve: { type: 'boolean' },
  containers: { type: 'string' },
  stub: { type: 'string', multiple: true },
  tasks: { type: 'string', multiple: true },
  parameters: { type: 'string', multiple: true },
  repository: { type: 'string', multiple: true },
  'stub-repository': { type: 'string', multiple: true },
  stage: { type: 'string' },
  job: { type: 'string' },
  list: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const

/** Reads the arguments of `mintwell run`; `list-faults` where only the faults are asked for. Throws {@link UsageError}. */
export function readRunArguments(argv: readonly string[]): RunArguments | 'list-faults' {
  const { values, positionals } = parseArgs({ args: withEventsFile(argv), options: OPTIONS, allowPositionals: true })
  if (values['list-faults']) return 'list-faults'
  const [file, ...more] = positionals
  if (file === undefined) throw new UsageError('a pipeline file is needed.')
  if (more.length > 0) throw new UsageError(`one pipeline file at a time; '${more[0]}' is one too many.`)
  const output = readOutput(values)
  if (values.issuer !== undefined && values.issuer !== 'entra' && values.issuer !== 'ado')
    throw new UsageError(`--issuer takes entra or ado, not '${values.issuer}'.`)
  const when = readWhen(values)
  if (values.sweep && when.kind !== 'now')
    throw new UsageError(
      '--sweep chooses the starts itself; it goes with neither --at, --start, --runs nor --schedule.',
    )
  if (values.sweep && output.report !== undefined)
    throw new UsageError('--report goes with runs; --sweep only tries starts.')
  return {
    file,
    when,
    jitter: readJitter(values, when),
    scenario: readScenarioOption(values, when),
    sweep: values.sweep ?? false,
    realTime: values['real-time'] ?? false,
    faults: values.fault ?? [],
    issuer: values.issuer,
    output,
    config: values.config,
    allowHosts: values['allow-host'] ?? [],
    passEnv: values['pass-env'] ?? [],
    routes: values.route ?? [],
    variables: readVariables([...(values.variable ?? []), ...(values.var ?? [])]),
    keep: values.keep ?? false,
    parallel: values.parallel ?? false,
    debug: values.debug ?? false,
    approve: values.approve ?? false,
    containersOnHost: readContainers(values.containers),
    stubs: readStubs(values.stub ?? []),
    taskFolders: values.tasks ?? [],
    parameters: readPairs(values.parameters ?? [], '--parameters'),
    repositories: values.repository ?? [],
    stubRepositories: values['stub-repository'] ?? [],
    stage: values.stage,
    job: values.job,
    show: values.list ? 'list' : values['dry-run'] ? 'dry-run' : undefined,
  }
}

/**
 * `--jsonl` alone writes to stdout, `--jsonl FILE` (or `--jsonl=FILE`) to a file. Alone it stands before another option, at the end, or before the only
 * argument that can be the pipeline.
 */
export function withEventsFile(argv: readonly string[]): string[] {
  const at = argv.indexOf('--jsonl')
  if (at < 0) return [...argv]
  const next = argv[at + 1]
  const bare = [...argv.slice(0, at), ...argv.slice(at + 1)]
  const takesNext =
    next !== undefined &&
    (next === '-' || !next.startsWith('-')) &&
    parseArgs({ args: bare, options: OPTIONS, allowPositionals: true, strict: false }).positionals.length > 1
  return takesNext
    ? [...argv.slice(0, at), `--jsonl=${next}`, ...argv.slice(at + 2)]
    : [...argv.slice(0, at), '--jsonl=-', ...argv.slice(at + 1)]
}

/** The options of the output. */
export function readOutput(values: {
  readonly json?: boolean | undefined
  readonly jsonl?: string | undefined
  readonly details?: boolean | undefined
  readonly quiet?: boolean | undefined
  readonly 'fail-on'?: readonly string[] | undefined
  readonly 'results-xml'?: string | undefined
  readonly report?: string | undefined
  readonly otlp?: string | undefined
}): RunOutput {
  if (values.json && values.jsonl === '-')
    throw new UsageError('--json and --jsonl both write to stdout; give the events a file: --jsonl FILE.')
  if (values.report === '') throw new UsageError('--report takes a folder.')
  if (values.jsonl === '') throw new UsageError('--jsonl takes a file, or - for stdout.')
  return {
    json: values.json ?? false,
    events: values.jsonl,
    details: values.details ?? false,
    quiet: values.quiet ?? false,
    failOn: readNames('--fail-on', failOnNames, values['fail-on']),
    resultsXml: values['results-xml'],
    report: values.report,
    otlp: values.otlp,
  }
}

/** A scenario says when runs start, what goes wrong and who issues. */
function readScenarioOption(
  values: {
    readonly scenario?: string
    readonly fault?: readonly string[]
    readonly issuer?: string
    readonly sweep?: boolean
    readonly 'real-time'?: boolean
  },
  when: When,
): string | undefined {
  if (values.scenario === undefined) return undefined
  if (values.fault || values.issuer || values.sweep || values['real-time'] || when.kind !== 'now')
    throw new UsageError(
      '--scenario has the times, faults and issuer of its runs; it goes with neither --at, --start, --runs, --schedule, --sweep, --fault, --issuer nor --real-time.',
    )
  return values.scenario
}

function readVariables(pairs: readonly string[]): Record<string, string> {
  const variables: Record<string, string> = {}
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals < 1) throw new UsageError(`--variable takes NAME=VALUE, not '${pair}'.`)
    variables[pair.slice(0, equals)] = pair.slice(equals + 1)
  }
  return variables
}

function readStubs(stubs: readonly string[]): readonly string[] {
  for (const stub of stubs) {
    if (!/^[^@\s](?:[^@\n]*[^@\s])?(@\d{1,9})?$/.test(stub))
      throw new UsageError(`--stub takes NAME or NAME@MAJOR, not '${stub}'.`)
  }
  return stubs
}

function readContainers(text: string | undefined): boolean {
  if (text === undefined || text === 'host') return text === 'host'
  throw new UsageError(`--containers takes host, not '${text}'.`)
}
