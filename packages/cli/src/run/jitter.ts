/** How far the starts of runs lie from their times where nobody says: Azure Pipelines starts nightly runs up to a few minutes late (seen on public run lists). */
export const USUAL_JITTER_MS = 240_000

/** The seed where nobody gives one: with it the second of two nights starts earlier than the first, as half of all nights do, so that an echo shows at the first try. */
export const USUAL_SEED = 2

/** Draws the distance of each run from its time. */
export interface Jitter {
  /** For a schedule, whose runs never start before their time: from 0 to the bound, in whole seconds, as milliseconds. */
  late(): number
  /** For runs at an interval, give or take: from minus the bound to the bound. */
  around(): number
}

/** The same draws for the same seed (mulberry32, public domain: three rounds of a 32-bit mix). */
export function createJitter(boundMs: number, seed: number): Jitter {
  let state = seed >>> 0
  const draw = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const seconds = boundMs / 1_000
  return {
    late: () => Math.floor(draw() * seconds) * 1_000,
    around: () => Math.round((draw() * 2 - 1) * seconds) * 1_000,
  }
}
