import { formatDuration, type Instant } from '@mintwell/clock'
import type { History, HistoryToken, TokenMark } from '@mintwell/evidence'
import { sayTime } from '../text/say-time.ts'
import { shownOrNull } from '../text/shown.ts'
import type { TokenSign, TokenView } from './page-view.ts'

/** How many colours there are (history-page.css). */
const COLOURS = 8

/** The tokens of a history with the letter and colour that each has everywhere on the page. */
export interface SignedTokens {
  /** Undefined for a token that the history does not have. */
  readonly get: (id: string) => { readonly token: HistoryToken; readonly sign: TokenSign } | undefined
}

/** Gives each token its letter and colour, in the order in which they were first seen. */
export function signTokens({ tokens }: Pick<History, 'tokens'>): SignedTokens {
  const signed = new Map(
    tokens.map((token, index) => [
      token.id,
      { token, sign: { letter: letterOf(index), colour: index % COLOURS } satisfies TokenSign },
    ]),
  )
  return { get: (id) => signed.get(id) }
}

/** A, B, … Z, AA, AB, …, as the columns of a spreadsheet. */
export function letterOf(index: number): string {
  let letters = ''
  for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1)
    letters = String.fromCharCode(65 + (rest % 26)) + letters
  return letters
}

interface Use {
  taken: number
  refused: number
  presented: number
  readonly runs: Set<string>
  first: Instant
  last: Instant
}

/** The rows of the table of tokens. */
export function tokenViews(history: History, signed: SignedTokens): readonly TokenView[] {
  const uses = usesOf(history)
  return history.tokens.flatMap((token) => {
    const sign = signed.get(token.id)?.sign
    const use = uses.get(token.id)
    if (!sign) return []
    const { notBefore, expiresAt, mintedAt } = token
    return {
      ...sign,
      fingerprint: shownOrNull(token.fingerprint),
      issuer: shownOrNull(token.issuer),
      subject: shownOrNull(token.subject),
      audience: shownOrNull(token.audience),
      minted: timeOf(mintedAt),
      from: timeOf(notBefore),
      until: timeOf(expiresAt),
      lifetime: notBefore === null || expiresAt === null ? null : formatDuration(expiresAt - notBefore),
      use: use === undefined ? 'not used' : sayUse(use),
      refused: use?.refused ?? 0,
    }
  })
}

function usesOf({ runs }: History): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>()
  for (const run of runs) {
    for (const mark of run.marks) {
      if (mark.token === null) continue
      const use = uses.get(mark.token)
      if (use) count(use, mark, run.id)
      else uses.set(mark.token, count(emptyUse(mark.at), mark, run.id))
    }
  }
  return uses
}

function emptyUse(at: Instant): Use {
  return { taken: 0, refused: 0, presented: 0, runs: new Set(), first: at, last: at }
}

function count(use: Use, { kind, at }: TokenMark, run: string): Use {
  if (kind === 'taken') use.taken += 1
  else use.presented += 1
  if (kind === 'refused') use.refused += 1
  use.runs.add(run)
  use.first = Math.min(use.first, at)
  use.last = Math.max(use.last, at)
  return use
}

function sayUse({ taken, presented, runs, first, last }: Use): string {
  const what = [taken > 0 && `taken ${times(taken)}`, presented > 0 && `presented ${times(presented)}`].filter(Boolean)
  const where = runs.size === 1 ? 'in 1 run' : `in ${runs.size} runs`
  return `${what.join(', ')} ${where}${last > first ? ` over ${formatDuration(last - first)}` : ''}`
}

function times(count: number): string {
  return count === 1 ? 'once' : `×${count}`
}

function timeOf(instant: Instant | null): string | null {
  return instant === null ? null : sayTime(instant)
}
