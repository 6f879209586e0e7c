import type { Instant } from '@mintwell/token'
import { cleanText } from './clean-text.ts'
import { readPrefixes } from './line-prefix.ts'

/**
 * A stretch of a log as the program wrote it before a logger, a box or a terminal took it apart: escapes and line prefixes taken out, the lines joined. `packed` is the same
 * without any white space, for what was wrapped in the middle of a word.
 */
export interface JoinedText {
  /** The lines without their prefixes, runs of spaces made one, a line break between the lines. All places below are places in it. */
  readonly words: string
  readonly packed: string
  /** Where a character of `packed` is in `words`. */
  readonly placeOf: (packedIndex: number) => number
  /** The line that a place is on. */
  readonly lineAt: (place: number) => Line
  /** The part in which what begins is to be reported; the rest is there to be read along. */
  readonly core: { readonly start: number; readonly end: number }
}

/** A line of a joined text. */
export interface Line {
  /** Where in the words its text begins. */
  readonly start: number
  /** What was taken off before it. */
  readonly prefix: string
  /** The time at its head, or of the nearest line above that has one, since a logger stamps the first line of a message only; null where there is none. */
  readonly time: Instant | null
}

/** Private-use characters that mark where the core begins and ends until the text is packed. */
export const CORE_START = '\uE000'
export const CORE_END = '\uE001'
/** Both marks, wherever they are. */
export const MARKS = /[\uE000\uE001]/g

/** How many lines above a time is looked for. */
const LINES_ABOVE = 40

/** Joins the lines of a text. */
export function joinLines(text: string): JoinedText {
  const lines = cleanText(text).split(/\r?\n/)
  const prefixes = readPrefixes(lines)
  const joined = lines
    .map((line, index) =>
      line
        .slice(prefixes[index]?.length ?? 0)
        .replace(/[^\S\n]+/g, ' ')
        .trim(),
    )
    .join('\n')
  const words = joined.replace(MARKS, '')
  const places = placesOf(words)
  const starts = lineStarts(words)
  return {
    words,
    packed: words.replace(/\s+/g, ''),
    placeOf: (index) => places[index] ?? words.length,
    lineAt: (place) => {
      const number = lastAtMost(starts, place)
      const prefix = lines[number]?.slice(0, prefixes[number]?.length ?? 0) ?? ''
      return { start: starts[number] ?? 0, prefix, time: timeOf(prefixes, number) }
    },
    core: coreOf(joined, words.length),
  }
}

/** Puts a value on one line: a line break in one without any other space was put there by wrapping, in one with spaces it stands for a space. */
export function onOneLine(text: string): string {
  return text.includes(' ') ? text.replaceAll('\n', ' ') : text.replaceAll('\n', '')
}

/** For each character that is not white space, where it stands. */
function placesOf(words: string): Uint32Array {
  const places = new Uint32Array(words.length)
  let count = 0
  for (const { 0: run, index } of words.matchAll(/\S+/g)) {
    for (let offset = 0; offset < run.length; offset += 1) places[count + offset] = index + offset
    count += run.length
  }
  return places.subarray(0, count)
}

function coreOf(joined: string, length: number): JoinedText['core'] {
  const start = joined.indexOf(CORE_START)
  const end = joined.indexOf(CORE_END)
  const marksBefore = start >= 0 && start < end ? 1 : 0
  return { start: Math.max(0, start), end: end < 0 ? length : end - marksBefore }
}

function lineStarts(words: string): readonly number[] {
  const starts = [0]
  for (let at = words.indexOf('\n'); at >= 0; at = words.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The index of the last number that is not greater, in an ascending list. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let low = 0
  let high = numbers.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((numbers[middle] as number) <= limit) low = middle
    else high = middle - 1
  }
  return low
}

function timeOf(prefixes: ReturnType<typeof readPrefixes>, line: number): Instant | null {
  for (let index = line; index >= 0 && line - index <= LINES_ABOVE; index -= 1) {
    const time = prefixes[index]?.time
    if (time !== null && time !== undefined) return time
  }
  return null
}
