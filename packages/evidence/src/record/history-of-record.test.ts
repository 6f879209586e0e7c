import { createEnvelopes, type Envelope, type Told } from '@mintwell/record'
import { fingerprint } from '@mintwell/token'
import { describe, expect, it } from 'vitest'
import { historyOfRecord } from './history-of-record.ts'

const START = Date.parse('2026-04-20T01:05:00Z')
const HOUR_MS = 3_600_000
const STEP = { stage: 'Night', job: 'Work', step: 'login' }
const TOKEN = fingerprint('one')
const named = { ...STEP, name: 'login', displayName: 'Log in' }

const times = { issuedAt: START, notBefore: START, mintedAt: START, expiresAt: START + HOUR_MS }
const about = { issuer: 'https://issuer.example', subject: 'sc://o/p/azure', audience: 'api://x', fingerprint: TOKEN }

function recordOf(...told: readonly Told[]): readonly Envelope[] {
  const envelope = createEnvelopes()
  const queued = {
    kind: 'run-queued',
    at: START,
    reason: 'manual',
    queuedAt: '2026-04-20T01:05:00Z',
    branch: 'b',
  } as const
  return [
    envelope(
      { from: 'session', event: { kind: 'session-started', at: START, about: { pipeline: 'night.yml' }, runs: 1 } },
      null,
    ),
    envelope({ from: 'session', event: queued }, 1),
    ...told.map((each) => envelope(each, 1)),
  ]
}

const line = (at: number, text: string): Told => ({
  from: 'runner',
  event: { kind: 'line', at, ...STEP, line: 'plain', text },
})
const started = (at: number): Told => ({
  from: 'runner',
  event: { kind: 'step-started', at, ...named, task: 'AzureCLI@2' },
})
const finished = (at: number, result: 'succeeded' | 'failed'): Told => ({
  from: 'runner',
  event: { kind: 'step-finished', at, ...named, result, exitCode: 0, issues: [] },
})

describe('the history of a record', () => {
  const record = recordOf(
    { from: 'runner', event: { kind: 'job-started', at: START, stage: 'Night', job: 'Work', displayName: 'All work' } },
    started(START + 1_000),
    line(START + 1_500, 'Version      : 2.279.0'),
    {
      from: 'client',
      event: {
        kind: 'token-taken',
        at: START + 2_000,
        ...STEP,
        connection: 'azure',
        source: 'oidc',
        token: { kind: 'token', tokenId: 't', ...times, ...about },
      },
    },
    {
      from: 'lab',
      event: {
        kind: 'exchange',
        at: START + 2 * HOUR_MS,
        caller: { runNumber: 1, ...STEP, purpose: 'script' },
        endpoint: 'v2',
        tenant: 't',
        clientId: 'c',
        status: 401,
        errorCode: 700024,
        fingerprint: TOKEN,
        audience: null,
      },
    },
    finished(START + 2 * HOUR_MS, 'failed'),
    {
      from: 'runner',
      event: { kind: 'job-finished', at: START + 2 * HOUR_MS, stage: 'Night', job: 'Work', result: 'failed' },
    },
    { from: 'session', event: { kind: 'run-finished', at: START + 2 * HOUR_MS, result: 'failed' } },
  )
  const history = historyOfRecord(record)

  it('has each run with its jobs, steps and logs, and the times of all of them', () => {
    expect(history).toMatchObject({
      pipeline: 'night.yml',
      runs: [
        {
          id: '1',
          startedAt: START,
          finishedAt: START + 2 * HOUR_MS,
          result: 'failed',
          jobs: [
            {
              stage: 'Night',
              name: 'All work',
              startedAt: START,
              finishedAt: START + 2 * HOUR_MS,
              steps: [
                {
                  ...STEP,
                  displayName: 'Log in',
                  task: 'AzureCLI@2',
                  taskVersion: '2.279.0',
                  connection: 'azure',
                  lateBound: 'not-used',
                  startedAt: START + 1_000,
                  lines: [{ at: START + 1_500, kind: 'plain', text: 'Version      : 2.279.0' }],
                },
              ],
            },
          ],
        },
      ],
    })
  })

  it('knows a token by its fingerprint and times, and says where it was taken and refused', () => {
    expect(history.tokens).toEqual([
      {
        id: TOKEN,
        fingerprint: TOKEN,
        issuer: about.issuer,
        subject: about.subject,
        audience: about.audience,
        mintedAt: START,
        notBefore: START,
        expiresAt: START + HOUR_MS,
      },
    ])
    const mark = { ...STEP, serviceAt: null, token: TOKEN, source: null, code: null, text: null }
    expect(history.runs[0]?.marks).toEqual([
      { ...mark, at: START + 2_000, kind: 'taken', source: 'oidc' },
      { ...mark, at: START + 2 * HOUR_MS, kind: 'refused', code: 'AADSTS700024' },
    ])
  })

  it('keeps the logs of the tries of a step apart', () => {
    const { runs } = historyOfRecord(
      recordOf(
        started(START),
        line(START, 'first try'),
        finished(START, 'failed'),
        started(START + 5),
        line(START + 5, 'second try'),
        finished(START + 5, 'succeeded'),
      ),
    )
    expect(runs[0]?.jobs[0]?.steps.map(({ lines }) => lines.map(({ text }) => text))).toEqual([
      ['first try'],
      ['second try'],
    ])
  })

  it('has no end where the record breaks off', () => {
    expect(historyOfRecord(recordOf(started(START))).runs).toMatchObject([{ result: null, finishedAt: null }])
  })
})
