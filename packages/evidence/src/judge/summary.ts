import { refusalCause } from '@mintwell/diagnose'
import type { HistoryMechanism, TokenReuse, VerdictCertainty } from '../history/history-verdict.ts'
import { type HistoryView, NEW_MS, type RunView } from './run-view.ts'

const SENTENCES: Readonly<Record<Exclude<HistoryMechanism, 'none' | 'unknown'>, string>> = {
  'late-bound':
    'Late-bound: the task takes the ID token that the service endpoint carries, unread, and that token is old.',
  echo: 'Echo: the service gives out one ID token again and again until shortly before it expires.',
  both: 'Late-bound and echo together: the task takes an old token from the endpoint, and a request for another one is answered with an old one too.',
  'held-too-long': 'Held too long: the token was new when it was taken, and had expired when it was presented.',
  'clock-skew': 'Clock skew: the clock of the agent, of the issuer or of the service that refused is off.',
  rotation: 'Key rotation: the service that refused did not know the key that signed the token.',
  'not-propagated': 'Not propagated: the federated credential was not there yet when the token was presented.',
  spent: 'Spent: the token had been used before, at a party that takes each one once.',
}
const HEDGES: Readonly<Record<VerdictCertainty, string>> = { shown: '', likely: ' (likely)', possible: ' (possible)' }

/** The verdict in a sentence or two. */
export function summaryOf(
  mechanism: HistoryMechanism,
  certainty: VerdictCertainty,
  { runs }: HistoryView,
  [reuse]: readonly TokenReuse[],
): string {
  const refused = runs.filter(({ refusals }) => refusals.length > 0)
  if (mechanism === 'none') return noneOf(runs)
  if (mechanism === 'unknown') {
    if (refused.length === 0)
      return 'Unknown: tokens were old when they were taken, and what these logs show does not tell why. Nothing has been refused so far.'
    if (runs.some(hasOldToken))
      return 'Unknown: the token that was refused was old when the run took it. Either the service re-issued it (echo), or the service endpoint carried it (late-bound): logs of more runs, or of one with System.Debug: true, tell which.'
    const codes = [...new Set(refused.flatMap(({ refusals }) => refusals.map(({ mark }) => mark.code)))].join(', ')
    return `Unknown: something was refused (${codes}), and no mechanism that is known here explains it.`
  }
  const [name = '', ...rest] = SENTENCES[mechanism].split(':')
  const harm = refused.length === 0 ? ' Nothing has been refused so far.' : ''
  const often = reuse !== undefined && (mechanism === 'echo' || mechanism === 'both') ? ` Here: ${reuse.text}.` : ''
  return `${name}${HEDGES[certainty]}:${rest.join(':')}${often}${harm}`
}

function noneOf(runs: HistoryView['runs']): string {
  const takings = runs.flatMap((run) => run.takings)
  const known = takings.filter(({ age }) => age !== null)
  const others = runs.flatMap(({ refusals }) => refusals.flatMap(({ mark }) => mark.code ?? []))
  const other = [...new Set(others.filter((code) => refusalCause(code) === undefined))].join(', ')
  const rest = other === '' ? '' : ` What was refused (${other}) is no matter of a token's age.`
  if (known.length > 0)
    return `Nothing is wrong with the tokens: each of the ${known.length} whose times are known was new when it was taken.${rest}`
  return takings.length > 0
    ? `No token was refused in ${takings.length === 1 ? 'the one taking' : `${takings.length} takings`}; whether they were new cannot be seen, because no log shows their times.${rest}`
    : `No token was taken or refused in these logs.${rest}`
}

/** A refused token whose mint was long before the run took it. */
function hasOldToken({ run, refusals }: RunView): boolean {
  return refusals.some(({ cause, token, taking }) => {
    const minted = token?.mintedAt ?? null
    const at = taking?.at ?? run.startedAt
    return cause === 'time' && minted !== null && at !== null && at - minted > NEW_MS
  })
}
