import { createEnvelopes, foldRuns, type RunRecord, type Told } from '@mintwell/record'

// What the tests of summaries share: two nights under echo, the second of which is refused.

const FINGERPRINT = 'ab'.repeat(32)
const STEP = { stage: '__default', job: 'Job', step: 'login' }
const minted = Date.parse('2026-04-20T01:10:00Z')
const second = Date.parse('2026-04-21T01:05:30Z')

/** The records of the two nights. */
export function twoNights(source = 'oidc'): readonly RunRecord[] {
  const envelope = createEnvelopes()
  const night = (run: number, at: number, told: readonly Told[]) =>
    [
      { from: 'session', event: { kind: 'run-queued', at, reason: 'manual', queuedAt: iso(at), branch: 'b' } } as const,
      ...told,
    ].map((each) => envelope(each, run))
  return foldRuns([
    ...night(1, minted, [taken(minted, source), finished(minted, 'succeeded')]),
    ...night(2, second, [
      stepEnded(second, 'login', 'Take the ID token', 'succeeded'),
      taken(second, source),
      refused(second + 640_000),
      stepEnded(second + 640_000, 'use', 'Use <it> & "go"', 'failed'),
      finished(second + 640_000, 'failed'),
    ]),
  ]).runs
}

function iso(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

function taken(at: number, source: string): Told {
  const times = {
    issuedAt: minted - 300_000,
    notBefore: minted - 300_000,
    expiresAt: minted + 86_400_000,
    mintedAt: minted,
  }
  const identity = { tokenId: 't', issuer: 'i', subject: 's', audience: 'a' }
  const token = { kind: 'token', fingerprint: FINGERPRINT, ...identity, ...times } as const
  return { from: 'client', event: { kind: 'token-taken', at, ...STEP, connection: 'c', source, token } }
}

function refused(at: number): Told {
  const caller = { runNumber: 2, ...STEP, step: 'use', purpose: 'script' } as const
  const answer = {
    endpoint: 'v2',
    tenant: 't',
    clientId: 'c',
    status: 401,
    errorCode: 700024,
    fingerprint: FINGERPRINT,
    audience: null,
  } as const
  return { from: 'lab', event: { kind: 'exchange', at, caller, ...answer } }
}

function stepEnded(at: number, step: string, displayName: string, result: 'succeeded' | 'failed'): Told {
  const issues = result === 'failed' ? [{ type: 'error' as const, message: 'bad \u0000 <thing>\nmore' }] : []
  const event = {
    kind: 'step-finished',
    at,
    ...STEP,
    step,
    name: null,
    displayName,
    result,
    exitCode: 0,
    issues,
  } as const
  return { from: 'runner', event }
}

function finished(at: number, result: 'succeeded' | 'failed'): Told {
  return { from: 'session', event: { kind: 'run-finished', at, result } }
}
