import { type Instant, parseInstant } from '@mintwell/clock'
import { type Envelope, isRefused, type RunDocument, type RunRecord, startRunFold } from '@mintwell/record'
import { foreignText } from '@mintwell/token'
import type { History, HistoryJob, HistoryRun, HistoryToken, TokenMark } from '../history/history.ts'
import { foldSpans, type SpanFold } from './fold-spans.ts'

/**
 * The history that a record tells of: its runs, the log of each step, and each token that a step took or presented. Pure: the same record gives the same history.
 *
 * @param envelopes of one session, as `readRecord` reads them
 * @example historyOfRecord(envelopes).runs[0]?.marks
 */
export function historyOfRecord(envelopes: Iterable<Envelope>): History {
  const fold = startRunFold()
  const spans = foldSpans()
  const tokens = new Map<string, HistoryToken>()
  const connectionIds = new Map<string, string>()
  for (const envelope of envelopes) {
    fold.add(envelope)
    spans.add(envelope)
    addToken(envelope, tokens)
    const { event } = envelope
    if (event.kind === 'id-token-issued' && event.connection !== null && event.connectionId !== null)
      connectionIds.set(event.connection, event.connectionId)
  }
  const document = fold.document()
  return {
    pipeline: aboutOf(document),
    runs: document.runs.map((run) => historyRun(run, spans, connectionIds)),
    tokens: [...tokens.values()],
  }
}

/** What the runs are of: the pipeline's file, or the task that was run alone. */
function aboutOf({ pipeline, task }: RunDocument): string | null {
  const name = typeof pipeline === 'string' ? pipeline : task
  return typeof name === 'string' ? foreignText(name) : null
}

/** A token is known where it is issued or taken; a late-bound one is issued before any run. */
function addToken({ from, event }: Envelope, tokens: Map<string, HistoryToken>): void {
  if (from === 'lab' && event.kind === 'id-token-issued') put(tokens, event)
  if (from === 'client' && event.token.kind === 'token') put(tokens, event.token)
}

interface SeenToken {
  readonly fingerprint: string
  readonly issuer: string | null
  readonly subject: string | null
  readonly audience: string | readonly string[] | null
  readonly mintedAt: Instant
  readonly notBefore: Instant | null
  readonly expiresAt: Instant
}

function put(tokens: Map<string, HistoryToken>, token: SeenToken): void {
  const { fingerprint, issuer, subject, audience, mintedAt, notBefore, expiresAt } = token
  if (tokens.has(fingerprint)) return
  tokens.set(fingerprint, {
    id: fingerprint,
    fingerprint,
    issuer: issuer === null ? null : foreignText(issuer),
    subject: subject === null ? null : foreignText(subject),
    audience: audience === null ? null : foreignText([audience].flat().join(', ')),
    mintedAt,
    notBefore,
    expiresAt,
  })
}

function historyRun(run: RunRecord, spans: SpanFold, connectionIds: ReadonlyMap<string, string>): HistoryRun {
  const { startedAt, finishedAt } = spans.ofRun(run.number)
  return {
    id: String(run.number),
    url: null,
    startedAt: startedAt ?? instantOf(run.queuedAt),
    finishedAt,
    result: run.result,
    jobs: jobsOf(run, spans, connectionIds),
    marks: marksOf(run),
  }
}

function jobsOf(run: RunRecord, spans: SpanFold, connectionIds: ReadonlyMap<string, string>): readonly HistoryJob[] {
  const receipts = new Map(run.receipts.map((receipt) => [keyOf(receipt), receipt]))
  return run.stages.flatMap((stage) =>
    stage.jobs.map((job) => ({
      stage: stage.name,
      name: foreignText(job.displayName),
      ...spans.ofJob(run.number, stage.name, job.name),
      result: job.result,
      agent: { name: null, version: null, os: null, image: null, isHosted: null, proxy: null },
      steps: job.steps.map((step, index) => {
        const identity = { stage: stage.name, job: job.name, step: step.id }
        const attempt = job.steps.slice(0, index).filter(({ id }) => id === step.id).length
        const receipt = receipts.get(keyOf(identity))
        const connection = receipt?.connection ?? null
        const source = receipt === undefined ? null : sourceOf(receipt)
        const { lines, taskVersion } = spans.ofStep(run.number, identity, attempt)
        return {
          ...identity,
          displayName: foreignText(step.displayName),
          task: step.task,
          taskVersion,
          connection,
          connectionId: connection === null ? null : (connectionIds.get(connection) ?? null),
          lateBound: source === null ? null : source === 'late-bound' ? ('used' as const) : ('not-used' as const),
          startedAt: instantOf(step.startedAt),
          finishedAt: instantOf(step.finishedAt),
          result: step.result,
          lines,
        }
      }),
    })),
  )
}

function marksOf(run: RunRecord): readonly TokenMark[] {
  const taken = run.receipts.map((receipt) => ({
    ...mark('taken', receipt, receipt.fingerprint),
    source: sourceOf(receipt),
  }))
  // What was accepted without an ID token, such as a secret, is nothing that was done with a token.
  const answered = run.exchanges
    .filter((exchange) => exchange.fingerprint !== null || isRefused(exchange))
    .map((exchange) => {
      const refused = isRefused(exchange)
      const code = refused ? (exchange.error ?? `HTTP ${exchange.status}`) : null
      return { ...mark(refused ? 'refused' : 'accepted', exchange, exchange.fingerprint), code }
    })
  const ungiven = run.refusals.map((refusal) => ({
    ...mark('refused', refusal, null),
    code: `HTTP ${refusal.status}`,
    text: `Azure DevOps gave no ID token (${refusal.reason})`,
  }))
  return [...taken, ...answered, ...ungiven].sort((a, b) => a.at - b.at)
}

interface Placed {
  readonly at: string
  readonly stage: string | null
  readonly job: string | null
  readonly step: string | null
}

function mark(kind: TokenMark['kind'], { at, stage, job, step }: Placed, token: string | null): TokenMark {
  const place = { stage: stage ?? '', job: job ?? '', step: step ?? '' }
  return { ...place, at: Date.parse(at), serviceAt: null, kind, token, source: null, code: null, text: null }
}

function sourceOf({ source }: { readonly source: string }): TokenMark['source'] {
  return source === 'oidc' || source === 'late-bound' ? source : null
}

function keyOf({ stage, job, step }: Pick<Placed, 'stage' | 'job' | 'step'>): string {
  return JSON.stringify([stage, job, step])
}

function instantOf(text: string | null): Instant | null {
  return text === null ? null : (parseInstant(text) ?? null)
}
