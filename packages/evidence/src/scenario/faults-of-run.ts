import type { HistoryVerdict } from '../history/history-verdict.ts'
import { CLOCK_MS, type HistoryView, NEW_MS, type RunView, type Taking } from '../judge/run-view.ts'

/** Which fault of the lab answers with a code. Sources: docs/reference/faults.md, generated from the lab. */
const FAULT_OF_CODE: Readonly<Record<string, string>> = {
  AADSTS7000272: 'key-rotated',
  AADSTS50013: 'key-rotated',
  AADSTS501661: 'keys-unreachable',
  AADSTS700211: 'issuer-switched',
  AADSTS700213: 'subject-changed',
  AADSTS7002137: 'subject-changed',
  AADSTS700212: 'wrong-audience',
  AADSTS7002121: 'wrong-audience',
  AADSTS700223: 'tenant-policy:rule=off',
  AADSTS700238: 'tenant-policy:rule=issuer',
  AADSTS7002381: 'tenant-policy:rule=enterprise',
  AADSTS900382: 'tenant-policy:rule=cross-cloud',
}
/** Which fault refuses an ID token with a status. */
const FAULT_OF_STATUS: Readonly<Record<string, string>> = {
  'HTTP 400': 'connection-unauthorized',
  'HTTP 401': 'job-token-expired:after=0s',
  'HTTP 404': 'null-token',
  'HTTP 429': 'throttled:where=oidctoken',
  'HTTP 500': 'unavailable:where=oidctoken',
  'HTTP 503': 'unavailable:where=oidctoken',
}
/** The lab's own moment for a re-issued token to change, where nothing tells another. */
const USUAL_BEFORE_SECONDS = 3
const MOST_BEFORE_MS = 60_000

const seconds = (milliseconds: number) => Math.max(0, Math.round(milliseconds / 1_000))

/** The lab's faults that make a run what it was. */
export function faultsOf(run: RunView, view: HistoryView, { mechanism, findings }: HistoryVerdict): readonly string[] {
  const isEchoed =
    mechanism === 'echo' ||
    mechanism === 'both' ||
    findings.some((finding) => finding.mechanism === 'echo' && finding.certainty !== 'possible')
  const faults = [
    ...lateBound(run),
    ...(isEchoed && mechanism !== 'clock-skew' ? [`echo:before=${beforeOf(view)}s`] : []),
    ...(mechanism === 'clock-skew' ? clockSkew(run) : []),
    ...byAnswer(run, view),
  ]
  return [...new Set(faults)]
}

function lateBound({ takings, run }: RunView): readonly string[] {
  const bound = takings.find(({ lateBound: trace, token }) => trace === 'used' && token !== null)
  const { mintedAt = null, expiresAt = null } = bound?.token ?? {}
  if (bound === undefined || mintedAt === null || expiresAt === null) return []
  const age = (run.startedAt ?? bound.at) - mintedAt
  return [`late-bound:age=${seconds(age)}s,lifetime=${seconds(expiresAt - mintedAt)}s`]
}

/** How long before its end a re-issued token was replaced. */
function beforeOf({ runs }: HistoryView): number {
  const tokens = [...runs.flatMap(({ takings }) => takings), ...runs.flatMap(({ refusals }) => refusals)].flatMap(
    ({ token }) => token ?? [],
  )
  const gaps = tokens.flatMap(({ expiresAt }) =>
    tokens.flatMap(({ mintedAt }) => (mintedAt === null || expiresAt === null ? [] : [expiresAt - mintedAt])),
  )
  const rotation = gaps.filter((gap) => gap >= 0 && gap <= MOST_BEFORE_MS)
  return rotation.length === 0 ? USUAL_BEFORE_SECONDS : seconds(Math.min(...rotation))
}

function clockSkew({ takings, refusals }: RunView): readonly string[] {
  const off =
    takings.find(({ age }: Taking) => age !== null && (age < -CLOCK_MS || age > NEW_MS))?.age ?? earlyBy(refusals)
  if (off === null || off === 0) return []
  return [`clock-skew:by=${seconds(Math.abs(off))}s,direction=${off < 0 ? 'ahead' : 'behind'}`]
}

/** Of a token whose taking is not known: it was made no earlier than it was refused. */
function earlyBy(refusals: RunView['refusals']): number | null {
  const early = refusals.find(({ cause, token }) => cause === 'early' && token?.mintedAt !== null)
  return early?.token?.mintedAt ? early.at - early.token.mintedAt : null
}

function byAnswer({ refusals, run }: RunView, view: HistoryView): readonly string[] {
  return refusals.flatMap(({ mark, cause }) => {
    const code = mark.code ?? ''
    if (code === 'AADSTS70025' || (cause === 'credential' && FAULT_OF_CODE[code] === undefined)) return credential(view)
    const isOfIssue = /no ID token/.test(mark.text ?? '')
    const fault = isOfIssue ? FAULT_OF_STATUS[code] : FAULT_OF_CODE[code]
    // A wrong token is refused in turn: what the service gave is the fault.
    const isConsequence =
      run.marks.some(({ text, at }) => /no ID token/.test(text ?? '') && at <= mark.at) && !isOfIssue
    return fault === undefined || isConsequence ? [] : [fault]
  })
}

/** A credential that came later, or never. */
function credential({ runs }: HistoryView): readonly string[] {
  const first = runs[0]?.run.startedAt ?? null
  const refused = runs.flatMap(({ refusals }) =>
    refusals.filter(({ cause }) => cause === 'credential').map(({ at }) => at),
  )
  const last = Math.max(...refused)
  const accepted = runs.flatMap(({ run }) =>
    run.marks.filter(({ kind, at }) => kind === 'accepted' && at > last).map(({ at }) => at),
  )
  if (first === null || accepted.length === 0) return ['credential-removed']
  return [`credential-not-propagated:for=${seconds((last + Math.min(...accepted)) / 2 - first)}s`]
}
