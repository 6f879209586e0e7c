import type { HistoryLine, HistoryStep, TokenMark } from '@mintwell/evidence'
import type { TimeAxis } from '../scale/time-axis.ts'
import { sayTime, sayTimeOfDay } from '../text/say-time.ts'
import { shown } from '../text/shown.ts'
import { signOf } from './bars.ts'
import { partsOf, shownLine } from './log-budget.ts'
import type { LogItem, MarkNote } from './page-view.ts'
import type { SignedTokens } from './token-views.ts'

/** More notes in one step are a repetition. */
const MOST_NOTES = 200

/** The log of a step as far as it is shown, with what was done with tokens in its place: before the first line that is later. */
export function logOf(
  { lines }: Pick<HistoryStep, 'lines'>,
  marks: readonly TokenMark[],
  { cap, note }: { readonly cap: number; readonly note: (mark: TokenMark) => MarkNote },
): readonly LogItem[] {
  const [first, last] = partsOf(lines, cap)
  const left = lines.length - first.length - last.length
  const items: LogItem[] = []
  const waiting = marks.slice(0, MOST_NOTES)
  const addLines = (part: readonly HistoryLine[]) => {
    for (const line of part) {
      while (waiting[0] && line.at !== null && line.at > waiting[0].at) items.push(note(waiting.shift() as TokenMark))
      items.push([KINDS[line.kind], timed(line)])
    }
  }
  addLines(first)
  if (left > 0) items.push(left)
  addLines(last)
  for (const mark of waiting) items.push(note(mark))
  return items
}

const KINDS: Readonly<Record<HistoryLine['kind'], string>> = {
  plain: 'p',
  command: 'c',
  section: 's',
  group: 's',
  endgroup: 'p',
  warning: 'w',
  error: 'e',
  debug: 'd',
}

function timed({ at, text }: HistoryLine): string {
  return at === null ? shownLine(text) : `${sayTimeOfDay(at)}  ${shownLine(text)}`
}

/** What was done with a token, in words. */
export function noteOf(mark: TokenMark, signed: SignedTokens, axis: TimeAxis, zero: number): MarkNote {
  const known = mark.token === null ? undefined : signed.get(mark.token)
  return {
    sign: signOf(mark.kind),
    place: axis.place(mark.at - zero),
    time: sayTime(mark.serviceAt ?? mark.at),
    text: textOf(mark),
    token: known?.sign ?? null,
  }
}

function textOf({ kind, source, code, text }: TokenMark): string {
  switch (kind) {
    case 'taken':
      return source === 'late-bound' ? 'taken: the endpoint carried it' : 'taken'
    case 'login':
      return 'az login presented it'
    case 'accepted':
      return 'presented, and accepted'
    case 'refused':
      return [
        'refused',
        code === null ? '' : ` with ${shown(code, 60)}`,
        text === null ? '' : `: ${shown(text, 1_000)}`,
      ].join('')
  }
}
