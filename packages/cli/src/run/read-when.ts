import { type Instant, parseDuration, parseInstant } from '@mintwell/clock'
import { UsageError } from '../verb.ts'
import { createJitter, type Jitter, USUAL_JITTER_MS, USUAL_SEED } from './jitter.ts'

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

/** At most this many runs in one command: a year of hourly runs. More is most likely a slip. */
const MOST_RUNS = 10_000

interface WhenValues {
  readonly at?: string[]
  readonly start?: string
  readonly runs?: string
  readonly every?: string
  readonly schedule?: boolean
  readonly until?: string
  readonly 'real-time'?: boolean
}

/** Reads when the runs are queued. Throws {@link UsageError}. */
export function readWhen(values: WhenValues): When {
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
export function readJitter(
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
