import type { Receipt } from '@mintwell/token'
import type { Envelope } from '../events/envelope.ts'
import type { Result } from '../events/run-event.ts'
import type { EventCaller } from '../events/service-event.ts'
import type { About } from '../events/session-event.ts'
import { foldStage, type StagesInProgress } from './fold-stages.ts'
import { foldReceipts, type Handing } from './receipts.ts'
import type { ExchangeRecord, RefusalRecord, RunDocument, RunRecord, ServiceNews } from './run-record.ts'

/** A fold in progress: takes envelopes one by one and gives the document of those that it has taken. */
export interface RunFold {
  add(envelope: Envelope): void
  document(): RunDocument
  /** The record of a run so far. */
  run(number: number): RunRecord | undefined
}

interface RunInProgress {
  readonly number: number
  readonly reason: RunRecord['reason']
  readonly queuedAt: string
  result: Result | null
  readonly stages: StagesInProgress
  readonly receipts: Receipt[]
  readonly exchanges: ExchangeRecord[]
  readonly refusals: RefusalRecord[]
}

/**
 * The document that a list of envelopes comes down to. Pure: the same list gives the same document.
 *
 * @example foldRuns(envelopes).runs[0]?.receipts
 */
export function foldRuns(envelopes: Iterable<Envelope>): RunDocument {
  const fold = startRunFold()
  for (const envelope of envelopes) fold.add(envelope)
  return fold.document()
}

/** Begins a fold, for code that shows runs while they go. */
export function startRunFold(): RunFold {
  let about: About = {}
  const runs = new Map<number, RunInProgress>()
  const services: ServiceNews[] = []
  const receipts = foldReceipts()

  const addSession = ({ run, event }: Extract<Envelope, { from: 'session' }>) => {
    if (event.kind === 'session-started') about = event.about
    if (run === null) return
    if (event.kind === 'run-queued') {
      const { reason, queuedAt } = event
      const empty = { result: null, stages: [], receipts: [], exchanges: [], refusals: [] }
      runs.set(run, { number: run, reason, queuedAt, ...empty })
    }
    const record = runs.get(run)
    if (event.kind === 'run-finished' && record) record.result = event.result
  }

  const addService = ({ run, at, event }: Extract<Envelope, { from: 'lab' }>) => {
    const record = run === null ? undefined : runs.get(run)
    switch (event.kind) {
      case 'id-token-issued': {
        // Nobody has taken yet what is bound to a connection: a step that does says so, or presents it.
        if (event.source === 'late-bound') receipts.bound(event)
        if (!record || event.source !== 'oidc' || !event.caller?.step) break
        const { stage, job, step } = event.caller
        const handing = handingOf(record, at, { stage, job, step, connection: event.connection, source: event.source })
        receipts.issued(event, handing, record.receipts)
        break
      }
      case 'exchange':
        if (record) {
          record.exchanges.push(exchangeOf(at, event))
          const { caller, fingerprint } = event
          if (!caller?.step || fingerprint === null) break
          const { stage, job, step } = caller
          const who = handingOf(record, at, { stage, job, step, connection: null, source: 'late-bound' })
          receipts.presented(fingerprint, who, record.receipts)
        } else services.push({ at: short(at), run, ...event })
        break
      case 'refused': {
        const { connectionId, status, reason } = event
        if (record) record.refusals.push({ at: short(at), ...whoOf(event.caller), connectionId, status, reason })
        else services.push({ at: short(at), run, ...event })
        break
      }
      default:
        services.push({ at: short(at), run, ...event })
    }
  }

  const addClient = ({ run, at, event }: Extract<Envelope, { from: 'client' }>) => {
    const record = run === null ? undefined : runs.get(run)
    if (record) receipts.taken(event.token, handingOf(record, at, event), record.receipts)
  }

  return {
    add(envelope) {
      if (envelope.from === 'session') addSession(envelope)
      if (envelope.from === 'lab') addService(envelope)
      if (envelope.from === 'client') addClient(envelope)
      const record = envelope.run === null ? undefined : runs.get(envelope.run)
      if (envelope.from === 'runner' && record) foldStage(record.stages, envelope)
    },
    document: () => ({ schema: 1, ...about, runs: [...runs.values()], services }),
    run: (number) => runs.get(number),
  }
}

function handingOf(
  { number }: RunInProgress,
  at: string,
  { stage, job, step, connection, source }: Pick<Handing, 'stage' | 'job' | 'step' | 'connection' | 'source'>,
): Handing {
  return { at: Date.parse(at), run: number, stage, job, step, connection, source }
}

function exchangeOf(
  at: string,
  event: Extract<Extract<Envelope, { from: 'lab' }>['event'], { kind: 'exchange' }>,
): ExchangeRecord {
  const { service, caller, clientId, audience, status, errorCode, fingerprint } = event
  const error = service === undefined ? null : event.error
  return {
    at: short(at),
    service: service ?? 'entra',
    ...whoOf(caller),
    purpose: caller?.purpose ?? null,
    clientId,
    audience,
    status,
    errorCode,
    error: errorCode === null ? error : `AADSTS${errorCode}`,
    fingerprint,
  }
}

function whoOf(caller: EventCaller | null): Pick<RefusalRecord, 'stage' | 'job' | 'step'> {
  return { stage: caller?.stage ?? null, job: caller?.job ?? null, step: caller?.step ?? null }
}

/** An instant of an envelope as documents write it: whole seconds without `.000`. */
function short(at: string): string {
  return at.replace('.000Z', 'Z')
}
