import { formatDuration } from '@mintwell/clock'

/** Where an instant lies on an axis, in per cent of its width. */
export interface TimeAxis {
  /** Of milliseconds from the axis' zero; what is beyond an end lies on it. */
  place(milliseconds: number): number
  readonly from: number
  readonly until: number
  readonly ticks: readonly Tick[]
}

/** A time that an axis names. */
export interface Tick {
  /** In per cent. */
  readonly place: number
  readonly label: string
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** What is further from a run's start is drawn at the end of the axis. */
const FURTHEST_MS = 30 * DAY_MS
const NAMED_MS = [10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS, FURTHEST_MS]

/**
 * An axis from before a run's start to after it, linear in minutes and logarithmic beyond: that a token of 24 h expired 80 s too early is to be seen at one glance, and a linear axis
 * gives those 80 s less than a pixel.
 *
 * @param offsets milliseconds from the start of its run, of all that is to be seen
 */
export function axisAroundStart(offsets: readonly number[]): TimeAxis {
  let from = -5 * MINUTE_MS
  let until = 15 * MINUTE_MS
  for (const offset of offsets) {
    // A time that could not be read.
    if (!Number.isFinite(offset)) continue
    from = Math.max(-FURTHEST_MS, Math.min(from, offset * 1.1))
    until = Math.min(FURTHEST_MS, Math.max(until, offset * 1.1))
  }
  const [least, most] = [bent(from), bent(until)]
  const place = (milliseconds: number) =>
    rounded(((bent(Math.min(until, Math.max(from, milliseconds))) - least) / (most - least)) * 100)
  const named = [...NAMED_MS.map((each) => -each).reverse(), 0, ...NAMED_MS]
  const ticks = named
    .filter((each) => each >= from && each <= until)
    .map((each) => ({ place: place(each), label: labelOf(each) }))
  return { place, from, until, ticks: apart(ticks) }
}

/** A linear axis over a run, from its start to its end, with a little room on both sides. */
export function axisOverRun(lengthMs: number): TimeAxis {
  const room = Math.max(lengthMs, 1_000) / 60
  const [from, until] = [-room, Math.max(lengthMs, 1_000) + room]
  const place = (milliseconds: number) =>
    rounded(((Math.min(until, Math.max(from, milliseconds)) - from) / (until - from)) * 100)
  return { place, from, until, ticks: [] }
}

function bent(milliseconds: number): number {
  return Math.sign(milliseconds) * Math.log1p(Math.abs(milliseconds) / MINUTE_MS)
}

function rounded(percent: number): number {
  return Math.round(percent * 100) / 100
}

function labelOf(milliseconds: number): string {
  if (milliseconds === 0) return 'start'
  // A minus sign as typography has it, of the width of a plus.
  return `${milliseconds < 0 ? '−' : '+'}${Math.abs(milliseconds) === DAY_MS ? '24 h' : formatDuration(Math.abs(milliseconds))}`
}

/** How far apart two labels are at least, in per cent. */
const LABEL_WIDTH = 11

/** Leaves out ticks that stand too close to the one before them; the start stays. */
function apart(ticks: readonly Tick[]): readonly Tick[] {
  const start = ticks.find(({ label }) => label === 'start')
  const kept: Tick[] = start ? [start] : []
  for (const tick of ticks) if (kept.every(({ place }) => Math.abs(place - tick.place) >= LABEL_WIDTH)) kept.push(tick)
  return kept.sort((a, b) => a.place - b.place)
}
