import { issuerNames } from '@mintwell/token'
import type { MechanismName } from '../assertion/mechanisms.ts'
import { sayDuration } from '../text/moment.ts'
import type { ExplainedRefusal } from './explained-refusal.ts'
import type { Explanation } from './explainer.ts'

/** One thing that is said: its label (empty where it goes on with that of the entry before), what stands before the text, and the text. */
export interface ExplanationEntry {
  readonly label: string
  /** A number, or the name of a time or value, padded so that the texts of a section stand below one another. */
  readonly lead: string
  readonly text: string
}

/** A refusal in words, in sections; a warning has no title, a remark has nothing else. */
export interface ExplanationBlock {
  /** `AADSTS700024  2026-04-21 01:15:07 UTC`. */
  readonly title: string | null
  readonly sections: readonly (readonly ExplanationEntry[])[]
}

/** How many refusals of one code are written out; a long log repeats itself, and the JSON form has them all. */
const SHOWN_PER_CODE = 5

const MECHANISMS: Readonly<Record<MechanismName, string>> = {
  echo: 'the service re-issues one token until it expires',
  'late-bound': 'the service connection carried a token that the task took unread',
  'held-too-long': 'the token was taken in time, and kept past its expiry',
  'clock-skew': 'a clock is wrong',
}

const CERTAINTY = {
  shown: 'shown by this text',
  likely: 'likely, inferred',
  possible: 'possible, not proved by this text',
} as const

const ISSUERS = {
  ...issuerNames,
  client: 'the client itself',
  unknown: 'an unknown issuer',
} as const

const ISSUED = { named: 'Issued by', likely: 'Most likely issued by', possible: 'Possibly issued by' } as const

/** An explanation in words, in the order in which they are read: what happened, how sure it is and what to do, then what that rests on. Text and page are laid out from these. */
export function explanationBlocks({ findings, warnings }: Explanation): readonly ExplanationBlock[] {
  const counts = new Map<string, number>()
  const blocks: ExplanationBlock[] = warnings.map((warning) => ({
    title: null,
    sections: [[entry('Warning', warning)]],
  }))
  for (const finding of findings) {
    const count = (counts.get(finding.code) ?? 0) + 1
    counts.set(finding.code, count)
    if (count <= SHOWN_PER_CODE) blocks.push(refusalBlock(finding))
  }
  for (const [code, count] of counts) {
    if (count > SHOWN_PER_CODE)
      blocks.push({ title: `And ${count - SHOWN_PER_CODE} more of ${code}: --json has them all.`, sections: [] })
  }
  return blocks
}

function refusalBlock(finding: ExplainedRefusal): ExplanationBlock {
  const { code, at, occurrences, meaning, mechanisms, cures, experiment } = finding
  const when = at === null ? '' : `  ${spaced(at)}`
  const repeats = occurrences > 1 ? `  (printed ${occurrences} times)` : ''
  const happened = [
    entry('What happened', meaning),
    ...valueEntries(finding),
    ...mechanisms.map(({ name, certainty }, index) =>
      entry(index === 0 ? 'Why' : '', `${name}: ${MECHANISMS[name]} (${CERTAINTY[certainty]}).`),
    ),
  ]
  const sections = [
    happened,
    cures.map((cure, index) => entry(index === 0 ? 'What to do' : '', cure, `${index + 1}. `)),
    experiment.map((line, index) => entry(index === 0 ? 'To be sure' : '', line)),
    timeEntries(finding),
    evidenceEntries(finding),
    supportEntries(finding),
  ]
  return { title: `${code}${when}${repeats}`, sections: sections.filter((section) => section.length > 0) }
}

function valueEntries({ values }: ExplainedRefusal): readonly ExplanationEntry[] {
  const entries = Object.entries(values)
  const width = Math.max(0, ...entries.map(([name]) => name.length))
  return entries.map(([name, value]) =>
    entry('', value === '***' ? '*** (masked in this text)' : value, `${name.padEnd(width)}  `),
  )
}

function timeEntries({ assertion, tolerance }: ExplainedRefusal): readonly ExplanationEntry[] {
  if (assertion === null) return []
  const {
    notBefore,
    expiresAt,
    presentedAt,
    windowSeconds: window,
    sinceNotBeforeSeconds: since,
    lateBySeconds: late,
  } = assertion
  const lasted = window === null ? '' : `, ${sayDuration(window)} later`
  const began = notBefore === null ? 'unknown: it had no nbf, or the text does not have it' : spaced(notBefore)
  const after = since === null || since < 0 ? [] : [`${sayDuration(since)} after it began`]
  if (late !== null && late >= 0) after.push(`${sayDuration(late)} late`)
  const presented = presentedAt === null ? 'unknown' : [spaced(presentedAt), ...after].join(', ')
  return [
    entry('The times', began, 'began      '),
    entry('', expiresAt === null ? 'unknown' : `${spaced(expiresAt)}${lasted}`, 'ended      '),
    entry('', presented, 'presented  '),
    ...(tolerance === null ? [] : [entry('', tolerance)]),
  ]
}

function evidenceEntries({
  issuerKind,
  issuerCertainty,
  issuerEvidence,
  mechanisms,
}: ExplainedRefusal): readonly ExplanationEntry[] {
  if (issuerKind === null || issuerCertainty === null) return []
  const issued =
    issuerKind === 'unknown' ? 'The issuer is unknown' : `${ISSUED[issuerCertainty]} ${ISSUERS[issuerKind]}`
  return [
    entry('The evidence', `${issued}: ${issuerEvidence}.`),
    ...mechanisms.map(({ name, evidence }) => entry('', `${name}: ${evidence}`)),
  ]
}

function supportEntries({ traceId, correlationId }: ExplainedRefusal): readonly ExplanationEntry[] {
  const ids = [traceId && `trace id ${traceId}`, correlationId && `correlation id ${correlationId}`].filter(Boolean)
  return ids.map((id, index) => entry(index === 0 ? 'For support' : '', id || ''))
}

/** A time as people read it: `2026-04-21 01:15:07 UTC`. */
function spaced(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
}

function entry(label: string, text: string, lead = ''): ExplanationEntry {
  // Control characters of the text are taken out.
  return { label, lead, text: text.replace(/[\p{Cc}\p{Cf}]/gu, '�') }
}
