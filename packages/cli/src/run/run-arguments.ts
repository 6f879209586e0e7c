import { parseArgs } from 'node:util'
import { type Instant, parseDuration, parseInstant } from '@mintwell/clock'
import { readPairs } from '../pipeline-files/repository-folders.ts'
import { UsageError } from '../verb.ts'
import { readFailOn } from './fail-on.ts'
import { createJitter, type Jitter, USUAL_JITTER_MS, USUAL_SEED } from './jitter.ts'
import type { RunOutput } from './run-output.ts'

/** When the runs are queued. */
export type When =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly instants: readonly Instant[] }
  | { readonly kind: 'every'; readonly start: Instant | undefined; readonly runs: number; readonly every: number }
  | {
      readonly kind: 'schedule'
      readonly start: Instant | undefined
      readonly until: { readonly instant: Instant } | { readonly after: number }
    }

/** The options of `mintwell run`, read. */
export interface RunArguments {
  readonly file: string
  readonly when: When
  /** How far the starts of runs lie from their times; undefined where they lie on them. */
  readonly jitter: Jitter | undefined
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

/** At most this many runs in one command: a year of hourly runs. More is most likely a slip. */
const MOST_RUNS = 10_000

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
  return {
    file,
    when,
    jitter: readJitter(values, when),
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
}): RunOutput {
  if (values.json && values.jsonl === '-')
    throw new UsageError('--json and --jsonl both write to stdout; give the events a file: --jsonl FILE.')
  if (values.jsonl === '') throw new UsageError('--jsonl takes a file, or - for stdout.')
  return {
    json: values.json ?? false,
    events: values.jsonl,
    details: values.details ?? false,
    quiet: values.quiet ?? false,
    failOn: readFailOn(values['fail-on']),
    resultsXml: values['results-xml'],
  }
}

interface WhenValues {
  readonly at?: string[]
  readonly start?: string
  readonly runs?: string
  readonly every?: string
  readonly schedule?: boolean
  readonly until?: string
  readonly 'real-time'?: boolean
}

function readWhen(values: WhenValues): When {
  const { at, start, runs, every, schedule, until } = values
  const given = (...options: readonly unknown[]) => options.some((option) => option !== undefined)
  if (values['real-time'] && given(at, start, schedule))
    throw new UsageError('--real-time runs now: it goes with neither --at, --start nor --schedule.')
  if (at) {
    if (given(start, runs, every, schedule, until))
      throw new UsageError(
        '--at names each run; it goes with neither --start, --runs, --every, --schedule nor --until.',
      )
    return { kind: 'at', instants: at.map((text) => instant('--at', text)).sort((a, b) => a - b) }
  }
  const from = start === undefined ? undefined : instant('--start', start)
  if (schedule) {
    if (given(runs, every))
      throw new UsageError('--schedule takes the runs from the file; it goes with neither --runs nor --every.')
    if (until === undefined) throw new UsageError('--schedule needs --until, a duration such as 3d or an instant.')
    const after = parseDuration(until)
    return {
      kind: 'schedule',
      start: from,
      until: after === undefined ? { instant: instant('--until', until) } : { after },
    }
  }
  if (until !== undefined) throw new UsageError('--until goes with --schedule.')
  if (runs === undefined && every === undefined && from === undefined) return { kind: 'now' }
  if (every !== undefined && runs === undefined)
    throw new UsageError('--every needs --runs, how many runs there are to be.')
  const count = runs === undefined ? 1 : Number(runs)
  if (!Number.isInteger(count) || count < 1 || count > MOST_RUNS)
    throw new UsageError(`--runs takes a whole number from 1 to ${MOST_RUNS}, not '${runs}'.`)
  const pause = every === undefined ? undefined : parseDuration(every)
  if (every !== undefined && (pause === undefined || pause <= 0))
    throw new UsageError(`--every takes a duration such as 24h, not '${every}'.`)
  if (count > 1 && pause === undefined) throw new UsageError('--runs needs --every, the time from one run to the next.')
  return { kind: 'every', start: from, runs: count, every: pause ?? 0 }
}

/** Runs of a schedule are jittered as the service's are; those at an interval where a fault makes it matter when they start. */
function readJitter(
  values: { readonly jitter?: string; readonly seed?: string; readonly fault?: readonly string[] },
  when: When,
): Jitter | undefined {
  const seed = values.seed === undefined ? USUAL_SEED : Number(values.seed)
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new UsageError(`--seed takes a whole number, not '${values.seed}'.`)
  if (values.jitter === undefined) {
    const matters = when.kind === 'schedule' || (when.kind === 'every' && isEchoed(values.fault ?? []))
    return matters ? createJitter(USUAL_JITTER_MS, seed) : undefined
  }
  const bound = /[a-z]$/.test(values.jitter) || values.jitter === '0' ? parseDuration(values.jitter) : undefined
  if (bound === undefined)
    throw new UsageError(`--jitter takes a duration with a unit such as 4m, or 0, not '${values.jitter}'.`)
  if (when.kind !== 'schedule' && when.kind !== 'every')
    throw new UsageError('--jitter goes with --schedule or --every.')
  return bound === 0 ? undefined : createJitter(bound, seed)
}

/** Whether a fault re-issues tokens: then the minute in which a run starts decides what it gets. */
function isEchoed(faults: readonly string[]): boolean {
  return faults.some((fault) => /^echo(:|$)/.test(fault))
}

function instant(option: string, text: string): Instant {
  const value = parseInstant(text)
  if (value === undefined)
    throw new UsageError(`${option} takes an instant such as 2026-04-20T01:04:56Z, not '${text}'.`)
  return value
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
    if (!/^[^@\s]+(@\d{1,9})?$/.test(stub)) throw new UsageError(`--stub takes NAME or NAME@MAJOR, not '${stub}'.`)
  }
  return stubs
}

function readContainers(text: string | undefined): boolean {
  if (text === undefined || text === 'host') return text === 'host'
  throw new UsageError(`--containers takes host, not '${text}'.`)
}
