import { formatDuration } from '@mintwell/clock'
import { ageAt, remainingAt, type Token } from '@mintwell/token'
import type { Decision } from './decision.ts'
import type { Observations } from './observations.ts'
import { sayInstant, sayToken, shortPrint } from './say-token.ts'
import { isEnding, isOlderThanTask, issued, issuerOffset, mintedBy, repeats, TOLERANCE_MS } from './times.ts'

const TAKE_LATE =
  'Take the token in the step that uses it, right before the exchange: mintwell exec --connection NAME -- COMMAND'
const FLAG_OFF =
  'Set the job variable DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN to false, or look for an earlier step that writes the token with the logging command task.setendpoint; then run mintwell doctor again.'

/**
 * Decides which mechanism explains what was observed: the comparison of the script's token with two requests 30 s apart, by what the tokens say of their times. Pure.
 *
 * @example decide({ held, requests, taskStart, … }).mechanism // 'echo'
 */
export function decide(observations: Observations): Decision {
  return (
    spent(observations) ??
    refused(observations) ??
    emptyHanded(observations) ??
    repeated(observations) ??
    minted(observations)
  )
}

/** A party that takes an assertion once, and was given this one before. */
function spent({ refusal, held, requests }: Observations): Decision | undefined {
  if (refusal?.kind !== 'replayed') return undefined
  const token = held.kind === 'token' ? held.token : issued(requests)[0]?.token
  const again = repeats(requests) === true
  const noId = token !== undefined && token.tokenId === null ? ['The token carries neither jti nor uti.'] : []
  return {
    mechanism: 'spent',
    evidence: [
      `The service says that it has taken this token before (${refusal.words}): it takes each token once.`,
      ...(again ? ['Azure DevOps gives the same token again, so that asking anew brings no unused one.'] : []),
      ...noId,
    ],
    cure: again
      ? 'Exchange once and keep the result for the whole step, until the service gives another token.'
      : 'Ask for a new ID token before each exchange, and never hand one token to two programs.',
  }
}

/** A request that was refused: until it is answered, nothing else can be told. */
function refused({ requests }: Observations): Decision | undefined {
  const refusal = requests.find((request) => request.kind === 'refused')
  if (refusal?.kind !== 'refused') return undefined
  return { mechanism: refusal.cause, evidence: [refusal.message], cure: refusal.hint }
}

/** The script was given something that is no token. */
function emptyHanded({ held, heldName, requests }: Observations): Decision | undefined {
  if (held.kind !== 'no-token' && held.kind !== 'malformed') return undefined
  const what =
    held.kind === 'malformed'
      ? `${heldName} holds something that is not a token: ${held.reason}.`
      : held.text === ''
        ? `${heldName} is empty.`
        : `${heldName} holds the word ${held.text}, which a task makes of an answer without a token.`
  const works = issued(requests).length > 0
  return {
    mechanism: 'no-token',
    evidence: [what, ...(works ? ['A request made now was answered with a token.'] : [])],
    cure: works
      ? `Run the step again, or take the token where it is used, which asks more than once: mintwell exec --connection NAME -- COMMAND`
      : 'Look at what the task printed before its script started: it was not given a token.',
  }
}

/** The service gave one token twice, or gave the one that the script has. */
function repeated(observations: Observations): Decision | undefined {
  const { held, heldName, requests, now, refusal } = observations
  const tokens = issued(requests).map(({ token }) => token)
  const twice = repeats(requests)
  const [latest] = tokens.slice(-1)
  const own = held.kind === 'token' ? held.token : undefined
  const isOwn = own !== undefined && tokens.some(({ fingerprint }) => fingerprint === own.fingerprint)
  if (latest === undefined || (twice !== true && !isOwn)) return undefined
  if (own && !isOwn && isOlderThanTask(own, observations)) {
    return {
      mechanism: 'both',
      evidence: [
        `${heldName} (${sayToken(own, now)}) is older than the task that handed it over, and the service gives one token twice (${sayToken(latest, now)}).`,
        ...flagEvidence(observations),
      ],
      cure: `${FLAG_OFF} After that, the service still re-issues a token until it expires: exchange it at once, or let mintwell exec wait for the next one.`,
    }
  }
  return {
    mechanism: 'echo',
    evidence: [
      echoSentence(own, isOwn, twice, observations),
      ...(latest.issuerKind === 'entra'
        ? []
        : ['This issuer was not known to re-issue tokens: report it to Microsoft.']),
      ...(refusal?.kind === 'too-old'
        ? [
            `The service refuses old tokens (${refusal.words}), and none newer can be had before the next one is minted.`,
          ]
        : []),
      `The next token is expected shortly before this one ends, at ${sayInstant(latest.times.expiresAt)}, in ${formatDuration(remainingAt(latest.times, now))}.`,
    ],
    cure: 'Asking again brings the same token: exchange it at the start of the step, and let a step that needs it near its end wait for the next one: mintwell exec --budget 30m --connection NAME -- COMMAND',
  }
}

function echoSentence(
  own: Token | undefined,
  isOwn: boolean,
  twice: boolean | undefined,
  { heldName, requests, now }: Observations,
): string {
  const tokens = issued(requests).map(({ token }) => token)
  const latest = tokens.at(-1) as Token
  if (isOwn && twice) return `${heldName} and two requests 30 s apart brought one token: ${sayToken(latest, now)}.`
  if (isOwn && twice === undefined)
    return `${heldName} and a request made now brought one token: ${sayToken(latest, now)}.`
  if (isOwn)
    return `${heldName} and one of ${tokens.length} requests brought one token, another request another: ${sayToken(latest, now)}. The service has several caches, or has just replaced the token.`
  if (own)
    return `Two requests 30 s apart brought one token (${sayToken(latest, now)}); ${heldName} (${sayToken(own, now)}) is the one before, which was replaced since the task started.`
  return `Two requests 30 s apart brought one token: ${sayToken(latest, now)}.`
}

/** Each request mints: what is left is the age of the script's token, and the clocks. */
function minted(observations: Observations): Decision {
  const { held, heldName, requests, now, clockOffset } = observations
  const skew = issuerOffset(requests)
  if (Math.abs(skew) > TOLERANCE_MS) return issuerSkew(skew)
  if (held.kind === 'token') {
    const { token } = held
    if (issued(requests).length > 0 && isOlderThanTask(token, observations)) return lateBound(token, observations)
    if (isEnding(token, observations)) return heldTooLong(token, observations)
  }
  if (clockOffset !== null && Math.abs(clockOffset) > TOLERANCE_MS) return localSkew(clockOffset)
  if (issued(requests).length === 0)
    return {
      mechanism: 'not-tested',
      evidence: ['No ID token was asked for, so that nothing could be compared.'],
      cure: null,
    }
  const [first, second] = issued(requests)
  return {
    mechanism: 'none',
    evidence: [
      first && second
        ? `Two requests 30 s apart brought two tokens (${shortPrint(first.token)}…, ${shortPrint(second.token)}…): each request mints a new one.`
        : 'A request brought a new token.',
      ...(held.kind === 'token' ? [`${heldName} is ${sayToken(held.token, now)}.`] : []),
    ],
    cure: null,
  }
}

function lateBound(token: Token, observations: Observations): Decision {
  const { heldName, taskStart, requests, now } = observations
  const before =
    taskStart.at === null
      ? ''
      : `, ${formatDuration(taskStart.at - mintedBy(token, requests))} before ${taskStart.from === 'script-name' ? 'the task' : 'the run'} started`
  return {
    mechanism: 'late-bound',
    evidence: [
      `${heldName} is ${sayToken(token, now)}${before}: the task did not ask for it, it was bound to the service connection. A request made now mints a new token.`,
      ...flagEvidence(observations),
    ],
    cure: FLAG_OFF,
  }
}

function flagEvidence({ lateBoundFlag, boundFingerprint, held }: Observations): readonly string[] {
  const bound = held.kind === 'token' && held.token.fingerprint === boundFingerprint
  return [
    ...(bound ? ['It is the token that the service connection carries.'] : []),
    ...(lateBoundFlag === 'on' ? ['DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN is true.'] : []),
  ]
}

function heldTooLong(token: Token, { heldName, now, needs }: Observations): Decision {
  const left = remainingAt(token.times, now)
  const wanted = needs !== undefined && left > 0 ? `, and ${formatDuration(needs)} are needed` : ''
  return {
    mechanism: 'held-too-long',
    evidence: [
      `${heldName} is ${sayToken(token, now)}${wanted}: it was taken in time and kept for ${formatDuration(ageAt(token.times, now))} of its ${formatDuration(token.times.lifetime)}.`,
    ],
    cure: TAKE_LATE,
  }
}

function issuerSkew(skew: number): Decision {
  const [off, what] =
    skew > 0
      ? ['ahead', 'A service with the right time refuses its tokens as not yet valid.']
      : ['behind', 'Its tokens expire too early.']
  return {
    mechanism: 'clock-skew',
    evidence: [`New tokens are stamped ${formatDuration(Math.abs(skew))} ${off} of the service's own clock. ${what}`],
    cure: 'The clock of the issuer must be set; report it to the operator of the issuer.',
  }
}

function localSkew(offset: number): Decision {
  return {
    mechanism: 'clock-skew',
    evidence: [
      `This machine's clock is ${formatDuration(Math.abs(offset))} ${offset > 0 ? 'behind' : 'ahead of'} that of the services.`,
    ],
    cure: 'Set the clock of the agent and keep it set: chronyc makestep, w32tm /resync, or the time settings of its host.',
  }
}
