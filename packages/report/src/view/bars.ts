import type { Instant } from '@mintwell/clock'
import type { HistoryRun, HistoryToken, TokenMark } from '@mintwell/evidence'
import type { TimeAxis } from '../scale/time-axis.ts'
import type { MarkSign, ValidityBar } from './page-view.ts'
import type { SignedTokens } from './token-views.ts'

/** More bars on one row are a blur. */
const MOST_BARS = 12

/** The tokens that a run took or presented, in the order of their first marks. */
export function tokensOf({ marks }: Pick<HistoryRun, 'marks'>, signed: SignedTokens): readonly HistoryToken[] {
  const ids = new Set(marks.flatMap(({ token }) => (token === null ? [] : [token])))
  return [...ids].flatMap((id) => signed.get(id)?.token ?? [])
}

/** The validity of tokens as bars. A token of which nothing tells when it was valid has none. */
export function barsOf(
  tokens: readonly HistoryToken[],
  signed: SignedTokens,
  axis: TimeAxis,
  zero: Instant,
): readonly ValidityBar[] {
  return tokens.slice(0, MOST_BARS).flatMap((token) => {
    const sign = signed.get(token.id)?.sign
    const { begin, end } = validityOf(token)
    if (!sign || (begin === null && end === null)) return []
    const from = begin === null ? axis.from : begin - zero
    const until = end === null ? axis.until : end - zero
    return { ...sign, from: axis.place(from), until: axis.place(until), goesOn: until > axis.until }
  })
}

/** When a token is valid; the issuer's `nbf`, or else when it was minted. */
export function validityOf({ notBefore, mintedAt, expiresAt }: HistoryToken): {
  readonly begin: Instant | null
  readonly end: Instant | null
} {
  return { begin: notBefore ?? mintedAt, end: expiresAt }
}

const SIGNS = { taken: 't', login: 'l', accepted: 'a', refused: 'r' } as const satisfies Record<
  TokenMark['kind'],
  MarkSign['sign']
>

/** How a mark is signed. */
export function signOf(kind: TokenMark['kind']): MarkSign['sign'] {
  return SIGNS[kind]
}

/** How close two marks of one kind are drawn, in per cent: a job that presents its token each second has thousands. */
const APART = 0.4

/** The marks of a run as signs, those that would cover one another once; refusals on top. */
export function marksOf(marks: readonly TokenMark[], axis: TimeAxis, zero: Instant): readonly MarkSign[] {
  const taken = new Set<string>()
  const signs: MarkSign[] = []
  for (const { kind, at } of marks) {
    const place = axis.place(at - zero)
    const key = `${kind} ${Math.round(place / APART)}`
    if (taken.has(key)) continue
    taken.add(key)
    signs.push({ sign: SIGNS[kind], place })
  }
  return signs.sort((a, b) => Number(a.sign === 'r') - Number(b.sign === 'r'))
}
