import { fingerprint } from '@mintwell/token'
import type { TokenTaken } from '../events/client-event.ts'
import { createEnvelopes, type Envelope, type Told } from '../events/envelope.ts'
import type { RunEvent } from '../events/run-event.ts'
import type { ExchangeAtEntra, ExchangeElsewhere, IdTokenIssued } from '../events/service-event.ts'

// What the tests of the folds share: a night's events, built by hand.

export const MINTED = Date.parse('2026-04-20T01:05:00Z')
export const STEP = { stage: 'Night', job: 'Work', step: 'login' }
const ISSUER = 'https://vstoken.dev.azure.com/11111111-2222-3333-4444-555555555555'
const HOUR_MS = 3_600_000

/** Envelopes of these events, each with the number of its run. */
export function envelopesOf(...told: (readonly [run: number | null, told: Told])[]): readonly Envelope[] {
  const envelope = createEnvelopes()
  return told.map(([run, event]) => envelope(event, run))
}

/** A run begins. */
export function queued(run: number): readonly [number, Told] {
  const event = {
    kind: 'run-queued',
    at: MINTED,
    reason: 'manual',
    queuedAt: '2026-04-20T01:05:00Z',
    branch: 'b',
  } as const
  return [run, { from: 'session', event }]
}

/** A service issues the token of this name to a step. */
export function issued(run: number, name: string, change: Partial<IdTokenIssued> = {}): readonly [number, Told] {
  const event: IdTokenIssued = {
    kind: 'id-token-issued',
    at: MINTED,
    caller: { runNumber: run, ...STEP, purpose: 'script' },
    connection: 'azure',
    connectionId: '11111111-1111-1111-1111-111111111111',
    source: 'oidc',
    reissued: false,
    fingerprint: fingerprint(name),
    issuer: ISSUER,
    subject: 'sc://org/project/azure',
    audience: 'api://AzureADTokenExchange',
    issuedAt: MINTED,
    notBefore: MINTED,
    expiresAt: MINTED + HOUR_MS,
    mintedAt: MINTED,
    ...change,
  }
  return [run, { from: 'lab', event }]
}

/** A task takes the token of this name. */
export function taken(run: number, name: string, change: Partial<TokenTaken> = {}): readonly [number, Told] {
  const event: TokenTaken = {
    kind: 'token-taken',
    at: MINTED,
    ...STEP,
    connection: 'azure',
    source: 'oidc',
    token: {
      kind: 'token',
      fingerprint: fingerprint(name),
      tokenId: name,
      issuer: ISSUER,
      subject: 'sc://org/project/azure',
      audience: 'api://AzureADTokenExchange',
      issuedAt: MINTED,
      notBefore: MINTED,
      expiresAt: MINTED + HOUR_MS,
      mintedAt: MINTED,
    },
    ...change,
  }
  return [run, { from: 'client', event }]
}

/** A step presents something at Entra. */
export function exchanged(run: number | null, change: Partial<ExchangeAtEntra> = {}): readonly [number | null, Told] {
  const event: ExchangeAtEntra = {
    kind: 'exchange',
    at: MINTED,
    caller: callerOf(run),
    endpoint: 'v2',
    tenant: 't',
    clientId: 'c',
    status: 401,
    errorCode: 700024,
    fingerprint: fingerprint('one'),
    audience: null,
    ...change,
  }
  return [run, { from: 'lab', event }]
}

/** AWS refuses what a step presents. */
export function refusedByAws(run: number, error: string): readonly [number, Told] {
  const answer = { clientId: null, status: 400, errorCode: null, error, fingerprint: null, audience: null } as const
  const event: ExchangeElsewhere = { kind: 'exchange', service: 'aws', at: MINTED, caller: callerOf(run), ...answer }
  return [run, { from: 'lab', event }]
}

function callerOf(run: number | null): ExchangeAtEntra['caller'] {
  return run === null ? null : { runNumber: run, ...STEP, purpose: 'script' }
}

/** The runner says something. */
export function said(run: number, event: RunEvent): readonly [number, Told] {
  return [run, { from: 'runner', event }]
}
