import type { MechanismName } from '../assertion/mechanisms.ts'
import { sayDuration } from '../text/moment.ts'
import type { ExplainedRefusal } from './explained-refusal.ts'
import type { Explanation } from './explainer.ts'

/** The width of the text, in columns: what fits a terminal beside another window. */
const WIDTH = 100
/** Where the words begin; labels stand before. */
const INDENT = 15
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
  entra: 'Microsoft Entra',
  'azure-devops': 'Azure DevOps',
  github: 'GitHub Actions',
  gitlab: 'GitLab',
  kubernetes: 'Kubernetes',
  client: 'the client itself',
  unknown: 'an unknown issuer',
} as const

const ISSUED = { named: 'Issued by', likely: 'Most likely issued by', possible: 'Possibly issued by' } as const

/** Writes an explanation for people, in at most 100 columns: what happened, how sure it is, what to do first. Control characters of the text are taken out. */
export function formatExplanation({ findings, warnings }: Explanation): string {
  const counts = new Map<string, number>()
  const blocks: string[] = warnings.map((warning) => entry('Warning', warning).join('\n'))
  for (const finding of findings) {
    const count = (counts.get(finding.code) ?? 0) + 1
    counts.set(finding.code, count)
    if (count <= SHOWN_PER_CODE) blocks.push(formatRefusal(finding).join('\n'))
  }
  for (const [code, count] of counts) {
    if (count > SHOWN_PER_CODE) blocks.push(`And ${count - SHOWN_PER_CODE} more of ${code}: --json has them all.`)
  }
  return `${blocks.join('\n\n')}\n`
}

/** First what happened, how sure it is and what to do; then what that rests on. */
function formatRefusal(finding: ExplainedRefusal): readonly string[] {
  const { code, at, occurrences, meaning, mechanisms, cures, experiment } = finding
  const when = at === null ? '' : `  ${spaced(at)}`
  const repeats = occurrences > 1 ? `  (printed ${occurrences} times)` : ''
  return [
    `${code}${when}${repeats}`,
    '',
    ...entry('What happened', meaning),
    ...valueLines(finding),
    ...mechanisms.flatMap(({ name, certainty }, index) =>
      entry(index === 0 ? 'Why' : '', `${name}: ${MECHANISMS[name]} (${CERTAINTY[certainty]}).`),
    ),
    ...section(cures.flatMap((cure, index) => entry(index === 0 ? 'What to do' : '', cure, `${index + 1}. `))),
    ...section(experiment.flatMap((line, index) => entry(index === 0 ? 'To be sure' : '', line))),
    ...section(timeLines(finding)),
    ...section(evidenceLines(finding)),
    ...section(supportLines(finding)),
  ]
}

function valueLines({ values }: ExplainedRefusal): readonly string[] {
  const entries = Object.entries(values)
  const width = Math.max(0, ...entries.map(([name]) => name.length))
  return entries.flatMap(([name, value]) =>
    entry('', value === '***' ? '*** (masked in this text)' : value, `${name.padEnd(width)}  `),
  )
}

function timeLines({ assertion, tolerance }: ExplainedRefusal): readonly string[] {
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
    ...entry('The times', began, 'began      '),
    ...entry('', expiresAt === null ? 'unknown' : `${spaced(expiresAt)}${lasted}`, 'ended      '),
    ...entry('', presented, 'presented  '),
    ...(tolerance === null ? [] : entry('', tolerance)),
  ]
}

function evidenceLines({
  issuerKind,
  issuerCertainty,
  issuerEvidence,
  mechanisms,
}: ExplainedRefusal): readonly string[] {
  if (issuerKind === null || issuerCertainty === null) return []
  const issued =
    issuerKind === 'unknown' ? 'The issuer is unknown' : `${ISSUED[issuerCertainty]} ${ISSUERS[issuerKind]}`
  return [
    ...entry('The evidence', `${issued}: ${issuerEvidence}.`),
    ...mechanisms.flatMap(({ name, evidence }) => entry('', `${name}: ${evidence}`)),
  ]
}

function supportLines({ traceId, correlationId }: ExplainedRefusal): readonly string[] {
  const ids = [traceId && `trace id ${traceId}`, correlationId && `correlation id ${correlationId}`].filter(Boolean)
  return ids.flatMap((id, index) => entry(index === 0 ? 'For support' : '', id || ''))
}

/** Lines with an empty one before them; none where there are none. */
function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines]
}

/** A time as people read it: `2026-04-21 01:15:07 UTC`. */
function spaced(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
}

/** A label and a text wrapped beside it; `lead` stands before the text, and later lines begin where the text does. */
function entry(label: string, text: string, lead = ''): readonly string[] {
  const from = INDENT + 2 + lead.length
  const [first = '', ...rest] = wrap(text.replace(/[\p{Cc}\p{Cf}]/gu, '�'), WIDTH - from)
  return [`  ${label.padEnd(INDENT)}${lead}${first}`, ...rest.map((line) => ' '.repeat(from) + line)]
}

/** Words in lines of at most `width`; a longer word keeps its line to itself. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
