import { formatDuration, formatInstant, type Instant } from '@mintwell/clock'
import { layOut, plainPaint } from '@mintwell/record'
import { ageAt, remainingAt } from '@mintwell/token'
import type { InspectedToken } from './inspected-token.ts'

const COLUMNS = [
  { head: '#' },
  { head: 'verdict' },
  { head: 'issuer' },
  { head: 'minted (UTC)' },
  { head: 'expires (UTC)' },
  { head: 'age' },
  { head: 'remaining' },
  { head: 'fingerprint' },
  { head: 'note' },
]

/** A row a token, in order; one that came before is marked with where. For texts with several. */
export function tokenTable(tokens: readonly InspectedToken[], now: Instant, width: number): string {
  const first = new Map<string, number>()
  const rows = tokens.map(({ reading, judgement, signature, problems = [] }, index) => {
    const earlier = first.get(reading.fingerprint)
    if (earlier === undefined) first.set(reading.fingerprint, index + 1)
    const notes = [
      ...(earlier === undefined ? [] : [`the same as #${earlier}`]),
      ...(signature === undefined || signature.status === 'valid' ? [] : [`signature ${signature.status}`]),
      ...(signature?.isLab ? ['issued by a lab'] : []),
      ...problems.map(({ id }) => id),
    ]
    const times = reading.kind === 'token' ? reading.times : undefined
    return [
      `${index + 1}`,
      judgement.verdict,
      reading.kind === 'token' ? reading.issuerKind : '',
      times ? shortTime(times.mintedAt) : '',
      times ? shortTime(times.expiresAt) : '',
      times ? formatDuration(ageAt(times, now)) : '',
      times ? formatDuration(remainingAt(times, now)) : '',
      reading.fingerprint.slice(0, 12),
      notes.join(', '),
    ].map((text) => ({ text }))
  })
  return `${layOut(COLUMNS, rows, { width, paint: plainPaint })}\n`
}

/** Month, day and time, as in the tables of `mintwell run`. */
function shortTime(instant: Instant): string {
  return formatInstant(instant).slice(5, 19).replace('T', ' ')
}
