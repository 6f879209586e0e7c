import { formatDuration, type Instant } from '@mintwell/clock'
import { type Envelope, isRefused, layOut, type RunRecord, startRunFold, type TableStyle } from '@mintwell/record'
import { say } from '../say.ts'
import type { Io } from '../verb.ts'
import { USUAL_JITTER_MS } from './jitter.ts'
import type { QueuedRun } from './queue.ts'
import { runSession } from './session.ts'
import type { SessionRequest } from './session-parts.ts'
import { describeFailedTrial } from './sweep-trial.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Starts that are tried in the first round, and around each edge in the second. */
const COARSE = 16
const FINE = 8

/** Beyond what the arithmetic says, so that the window's edges lie inside what is tried. */
const MARGIN_MS = 2 * MINUTE_MS

/** What the first night of a sweep tells: when the step takes its token and when it is last presented, from the start of the run on. */
export interface NightShape {
  readonly takenAfterMs: number
  readonly presentedAfterMs: number
  readonly lifetimeMs: number
}

/** A start that was tried: how long before the token's end, and what came of it. */
export interface Probe {
  /** From the start of the run to the end of the token that the night before had, in milliseconds; negative after it. */
  readonly beforeEndMs: number
  readonly run: RunRecord
}

/** The starts that fail, in milliseconds before the token's end, to within `within`. */
export interface Window {
  readonly from: number
  readonly to: number
  readonly within: number
}

/** Reads the shape of a healthy night; undefined where no token is taken, or none is presented after that. */
export function shapeOf(run: RunRecord): NightShape | undefined {
  const start = Date.parse(run.queuedAt)
  const presented = new Map(run.exchanges.map(({ fingerprint, at }) => [fingerprint, Date.parse(at)]))
  const used = run.receipts.flatMap((receipt) => {
    const last = presented.get(receipt.fingerprint)
    if (last === undefined || receipt.mintedAt === null || receipt.expiresAt === null) return []
    const lifetimeMs = Date.parse(receipt.expiresAt) - Date.parse(receipt.mintedAt)
    return [{ takenAfterMs: Date.parse(receipt.at) - start, presentedAfterMs: last - start, lifetimeMs }]
  })
  return used.toSorted((a, b) => b.presentedAfterMs - b.takenAfterMs - (a.presentedAfterMs - a.takenAfterMs))[0]
}

/** Finds the window among the probes: between the earliest and the latest start that is refused. */
export function windowOf(probes: readonly Probe[]): Window | undefined {
  const sorted = probes.toSorted((a, b) => b.beforeEndMs - a.beforeEndMs)
  const failed = sorted
    .map(({ run }, index) => (run.exchanges.some(isRefused) ? index : -1))
    .filter((index) => index >= 0)
  const first = failed[0]
  const last = failed.at(-1)
  if (first === undefined || last === undefined) return undefined
  const at = (index: number) => sorted[index]?.beforeEndMs
  const from = at(first) ?? 0
  const to = at(last) ?? 0
  // An edge lies somewhere between a start that fails and the next one that does not.
  const within = Math.max(Math.abs((at(first - 1) ?? from) - from), Math.abs(to - (at(last + 1) ?? to)))
  return { from, to, within }
}

/** Runs the sweep and prints its table. Exit code 1 where some start fails, 0 where none does. */
export async function sweep(request: SessionRequest, style: TableStyle, io: Io): Promise<number> {
  const faults = request.faults.length > 0 ? request.faults : ['echo']
  const base = io.clock.now()
  const [first] = await runNights({ ...request, faults, runs: [queuedAt(1, base)] }, io)
  if (io.signal.aborted || !first) return 1
  const shape = shapeOf(first)
  const failed = shape ? undefined : describeFailedTrial(first, request.plan.pipeline)
  if (failed !== undefined) {
    say(io.stderr, failed)
    return 1
  }
  if (!shape) {
    io.stdout.write(
      'No token that a step took was presented to a token service in this pipeline, so no start of it can fail by a token that has expired.\n',
    )
    return 0
  }
  const longest = shape.presentedAfterMs + MARGIN_MS
  const coarse = await probe({ ...request, faults }, base, spread(longest, -MARGIN_MS, COARSE), shape, io)
  const rough = windowOf(coarse)
  const fine = rough
    ? await probe(
        { ...request, faults },
        base,
        [rough.from, rough.to].flatMap((edge) => spread(edge + rough.within, edge - rough.within, FINE)),
        shape,
        io,
      )
    : []
  const probes = [...coarse, ...fine].toSorted((a, b) => b.beforeEndMs - a.beforeEndMs)
  io.stdout.write(`${tableOf(probes, style)}\n\n${verdictOf(windowOf(probes), shape)}\n`)
  return rough ? 1 : 0
}

function spread(from: number, to: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => {
    const at = from + ((to - from) * index) / (count - 1)
    return Math.round(at / SECOND_MS) * SECOND_MS
  })
}

/** Each start needs a night before it whose token it may be handed: two runs a probe, two days apart from the next. */
async function probe(
  request: SessionRequest,
  base: Instant,
  befores: readonly number[],
  shape: NightShape,
  io: Io,
): Promise<readonly Probe[]> {
  const nights = befores.flatMap((beforeEndMs, index) => {
    const minting = base + index * 3 * DAY_MS
    const end = minting + shape.takenAfterMs + shape.lifetimeMs
    return [queuedAt(2 * index + 1, minting), queuedAt(2 * index + 2, end - beforeEndMs)]
  })
  const runs = await runNights({ ...request, runs: nights }, io)
  return befores.flatMap((beforeEndMs, index) => {
    const run = runs[2 * index + 1]
    return run ? [{ beforeEndMs, run }] : []
  })
}

function queuedAt(number: number, at: Instant): QueuedRun {
  return { number, reason: 'manual', at, branch: 'refs/heads/main' }
}

async function runNights(request: SessionRequest, io: Io): Promise<readonly RunRecord[]> {
  const fold = startRunFold()
  const onEnvelopes = (envelopes: readonly Envelope[]) => {
    for (const envelope of envelopes) fold.add(envelope)
  }
  await runSession(request, {}, { onEnvelopes, onNote: () => {} }, io)
  return fold.document().runs
}

function tableOf(probes: readonly Probe[], style: TableStyle): string {
  const rows = probes.map(({ beforeEndMs, run }) => {
    const refusal = run.exchanges.find(isRefused)
    const start = beforeEndMs >= 0 ? `${formatDuration(beforeEndMs)} before` : `${formatDuration(-beforeEndMs)} after`
    return [
      { text: start },
      refusal ? { text: 'fails', tone: 'bad' as const } : { text: 'passes', tone: 'good' as const },
      { text: run.receipts[0]?.verdict ?? '' },
      { text: refusal?.error ?? '' },
    ]
  })
  const columns = [{ head: "start, from the token's end" }, { head: 'night' }, { head: 'verdict' }, { head: 'error' }]
  return layOut(columns, rows, style)
}

function verdictOf(window: Window | undefined, { takenAfterMs, presentedAfterMs }: NightShape): string {
  const held = formatDuration(presentedAfterMs - takenAfterMs)
  if (!window) return `No start fails: the token is presented ${held} after it is taken.`
  const width = window.from - window.to + window.within
  const share = ((100 * width) / DAY_MS).toFixed(1)
  // Two starts a day apart whose distances from their time are drawn alike: the second is the earlier one in half of all cases.
  const nightly = width >= USUAL_JITTER_MS ? 'about every second night' : 'some nights'
  return [
    `Nights fail that start between ${formatDuration(window.from)} and ${formatDuration(window.to)} before the token changes: a window of ${formatDuration(width)} (to within ${formatDuration(window.within)}).`,
    `The token is presented ${held} after it is taken. Each minute more of work in between makes the window a minute wider; taking the token in the step that presents it closes it.`,
    `A run that starts at any minute of the day falls into it in ${share} % of cases. A nightly run starts within minutes of the same time every day, and so falls into it ${nightly}.`,
  ].join('\n')
}
