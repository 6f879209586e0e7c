import type { Instant } from '@mintwell/clock'
import type { ClaimTimes } from '../notes/claim-times.ts'
import type { NotedMark, StepNotes } from '../notes/step-notes.ts'
import type { LogClue } from './log-clue.ts'

const MOMENT = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?`
const CLAIM = new RegExp(
  String.raw`\b(nbf|iat|exp)\b["'\\]{0,6}\s{0,4}[:=]\s{0,4}["'\\]{0,6}(${MOMENT}|\d{10}(?:\.\d{1,3})?)(?![\d-])`,
  'gi',
)
const OBTAINED = new RegExp(String.raw`\bobtained at:?\s{0,4}(${MOMENT})`, 'i')
const NAMED = /\b(iss|sub|aud|issuer|subject|audience)["'\\]{0,6}\s{0,4}[:=]\s{0,4}["'\\]{0,6}([^\s"'\\,]{3,400})/g
/** Claims of one token are on lines this near to each other. */
const NEAR_LINES = 12
/** A second look at the same token, this much later, is a second answer of the service. */
const AGAIN_MS = 10_000

interface Cluster {
  lines: number
  obtainedAt: Instant | null
  readonly times: Map<string, Instant>
  readonly names: Map<string, string>
}

const begin = (): Cluster => ({ lines: 0, obtainedAt: null, times: new Map(), names: new Map() })

/** Times of a token that a script decoded and printed, such as `Token nbf=… exp=…`, perhaps with `OIDC token obtained at: …` before it. */
export const decodedTimes: LogClue = {
  name: 'decoded times',
  words: ['nbf', 'iat', 'exp', 'obtained at', 'NBF', 'EXP', 'iss', 'aud'],
  keeps: true,
  start: () => {
    let cluster = begin()
    return (line, notes) => {
      cluster.lines += 1
      const obtained = OBTAINED.exec(line.text)?.[1]
      const claims = [...line.text.matchAll(CLAIM)]
      if (obtained !== undefined) cluster = { ...begin(), obtainedAt: readMoment(obtained) }
      if (claims.length === 0 && obtained === undefined) return
      if (cluster.lines > NEAR_LINES) cluster = begin()
      for (const [, name = '', value = ''] of claims) {
        const instant = /^\d/.test(value) && !value.includes('-') ? Number(value) * 1_000 : readMoment(value)
        if (instant === null) continue
        if (cluster.times.has(name.toLowerCase())) cluster = { ...begin(), obtainedAt: null }
        cluster.times.set(name.toLowerCase(), instant)
      }
      for (const [, name = '', value = ''] of line.text.matchAll(NAMED))
        if (!value.includes('***')) cluster.names.set(name.slice(0, 3), value)
      cluster.lines = 0
      const begun = cluster.times.has('nbf') || cluster.times.has('iat')
      if (!begun || !cluster.times.has('exp')) return
      noteSeen(timesOf(cluster), cluster.obtainedAt, line.at, notes)
      cluster = begin()
    }
  },
}

function readMoment(text: string): Instant | null {
  const iso = text
    .replace(' ', 'T')
    .replace(',', '.')
    .replace(/(\.\d{3})\d+/, '$1')
  const instant = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`)
  return Number.isNaN(instant) ? null : instant
}

function timesOf({ times, names }: Cluster): ClaimTimes {
  return {
    issuedAt: times.get('iat') ?? null,
    notBefore: times.get('nbf') ?? null,
    expiresAt: times.get('exp') ?? null,
    issuer: names.get('iss') ?? null,
    subject: names.get('sub') ?? null,
    audience: names.get('aud') ?? null,
  }
}

/**
 * A token that is seen in a step that logged in is the one that it logged in with, the first time; what differs from it is another answer of the service. The same one again counts
 * only where the script says that it obtained it again.
 */
function noteSeen(token: ClaimTimes, obtainedAt: Instant | null, lineAt: Instant | null, notes: StepNotes): void {
  const taking = {
    kind: 'taken',
    at: obtainedAt ?? lineAt,
    token,
    shownBy: obtainedAt === null ? 'seen' : 'said',
  } as const
  const takings = notes.marks.filter(({ kind }) => kind === 'taken')
  const same = takings.findLast((mark) => mark.token !== null && isSame(mark.token, token))
  if (same !== undefined) {
    const isAgain = obtainedAt !== null && same.at !== null && Math.abs(obtainedAt - same.at) >= AGAIN_MS
    if (isAgain && same.shownBy !== 'login') notes.mark(taking)
    return
  }
  const last = takings.at(-1)
  if (last !== undefined && last.token === null) tell(notes.marks, last, token)
  else notes.mark(taking)
}

/** Gives the token to the taking, and to what was done with it at once. */
function tell(marks: NotedMark[], taking: NotedMark, token: ClaimTimes): void {
  for (let index = marks.indexOf(taking); index < marks.length; index += 1) {
    const mark = marks[index]
    if (mark !== undefined && mark.token === null && mark.kind !== 'refused') marks[index] = { ...mark, token }
  }
}

function isSame(a: ClaimTimes, b: ClaimTimes): boolean {
  return a.expiresAt === b.expiresAt && (a.notBefore ?? a.issuedAt) === (b.notBefore ?? b.issuedAt)
}
