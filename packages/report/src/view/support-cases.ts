import { formatDuration, type Instant } from '@mintwell/clock'
import type { History, HistoryJob, HistoryRun, HistoryStep, HistoryToken } from '@mintwell/evidence'
import { sayLeft, sayTime } from '../text/say-time.ts'
import { shown } from '../text/shown.ts'
import type { SupportCase } from './page-view.ts'
import { agentOf, webAddress } from './run-details.ts'
import { type DecisiveUse, decisiveUse } from './run-rows.ts'
import type { SignedTokens } from './token-views.ts'

/** How many cases are written out: who reads a request for support reads one. */
const MOST_CASES = 3

type Fact = readonly [name: string, value: string | null]

/** What support asks for, for the last refusals; of the last run that used a token where nothing was refused. */
export function supportCases(history: History, signed: SignedTokens): readonly SupportCase[] {
  const uses = history.runs.flatMap((run) => {
    const use = decisiveUse(run, signed)
    return use ? [{ run, use }] : []
  })
  const refused = uses.filter(({ use }) => use.mark.kind === 'refused')
  const chosen = refused.length > 0 ? refused.slice(-MOST_CASES).reverse() : uses.slice(-1)
  return chosen.map(({ run, use }) => ({
    title: `${use.mark.kind === 'refused' ? 'Refused' : 'Accepted'} in run ${shown(run.id, 60)}`,
    facts: [...refusalFacts(use), ...runFacts(history, run, use), ...tokenFacts(use, signed)].flatMap(
      ([name, value]): readonly (readonly [string, string])[] =>
        value === null || value === '' ? [] : [[name, value]],
    ),
  }))
}

function refusalFacts({ mark, at, token }: DecisiveUse): readonly Fact[] {
  const refused = mark.kind === 'refused'
  return [
    ['Code', mark.code === null ? null : shown(mark.code)],
    ['Message', mark.text === null ? null : shown(mark.text, 2_000)],
    [refused ? 'Refused at' : 'Used at', sayTime(at)],
    ['By the clock of the agent', mark.serviceAt === null ? null : sayTime(mark.at)],
    ['Validity at that time', token.expiresAt === null ? null : sayLeft(token.expiresAt - at)],
  ]
}

function runFacts({ pipeline }: History, run: HistoryRun, { mark }: DecisiveUse): readonly Fact[] {
  const place = placeOf(run, mark)
  const step = place?.step
  const agent = place?.job.agent
  return [
    ['Pipeline', pipeline === null ? null : shown(pipeline)],
    ['Run', shown(run.id)],
    ['Address of the run', webAddress(run.url)],
    ['Started', run.startedAt === null ? null : sayTime(run.startedAt)],
    ['Job', place ? shown(place.job.name) : null],
    ['Step', step ? shown(step.displayName) : null],
    ['Task', step?.task == null ? null : shown(step.task)],
    ['Task version', step?.taskVersion == null ? null : shown(step.taskVersion)],
    ['Service connection', connectionOf(run)?.connection ?? null],
    ['Connection id', connectionOf(run)?.connectionId ?? null],
    ['Agent', agent ? agentOf(agent) : null],
    ['Proxy of the agent', agent?.proxy == null ? null : shown(agent.proxy)],
  ]
}

function placeOf(
  run: HistoryRun,
  { stage, job, step }: Pick<HistoryStep, 'stage' | 'job' | 'step'>,
): { readonly job: HistoryJob; readonly step: HistoryStep } | undefined {
  for (const each of run.jobs) {
    const found = each.steps.findLast((own) => own.stage === stage && own.job === job && own.step === step)
    if (found) return { job: each, step: found }
  }
  return undefined
}

/** The connection of the run: the step that presents a token need not be the one that took it. */
function connectionOf(
  run: HistoryRun,
): { readonly connection: string; readonly connectionId: string | null } | undefined {
  for (const { connection, connectionId } of run.jobs.flatMap(({ steps }) => steps))
    if (connection !== null)
      return { connection: shown(connection), connectionId: connectionId === null ? null : shown(connectionId) }
  return undefined
}

function tokenFacts({ token }: DecisiveUse, signed: SignedTokens): readonly Fact[] {
  const sign = signed.get(token.id)?.sign
  return [
    ['ID token', sign ? `${sign.letter} on this page` : null],
    ['Its SHA-256', token.fingerprint === null ? null : shown(token.fingerprint)],
    ['Issuer', token.issuer === null ? null : shown(token.issuer)],
    ['Subject', token.subject === null ? null : shown(token.subject)],
    ['Audience', token.audience === null ? null : shown(token.audience)],
    ['Minted', timeOf(token.mintedAt)],
    ['Not before (nbf)', timeOf(token.notBefore)],
    ['Expires (exp)', timeOf(token.expiresAt)],
    ['Lifetime', lifetimeOf(token)],
  ]
}

function timeOf(instant: Instant | null): string | null {
  return instant === null ? null : `${sayTime(instant)} (${Math.floor(instant / 1_000)})`
}

function lifetimeOf({ notBefore, expiresAt }: HistoryToken): string | null {
  return notBefore === null || expiresAt === null ? null : formatDuration(expiresAt - notBefore)
}
