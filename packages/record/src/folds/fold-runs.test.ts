import { fingerprint } from '@mintwell/token'
import { describe, expect, it } from 'vitest'
import { growth, LINEAR } from '../../../../test/growth.ts'
import { foldRuns, startRunFold } from './fold-runs.ts'
import { envelopesOf, exchanged, issued, MINTED, queued, refusedByAws, STEP, said, taken } from './test-envelopes.ts'

const at = MINTED
type TestEvent = Parameters<typeof envelopesOf>[number]
const receiptsOf = (...told: readonly TestEvent[]) =>
  foldRuns(envelopesOf(...told)).runs.flatMap(({ receipts }) => receipts)

describe('the stages of a run', () => {
  const finished = (stage: string, step: string, result: 'succeeded' | 'failed') =>
    said(1, {
      kind: 'step-finished',
      at: at + 2_000,
      stage,
      job: 'J',
      step,
      name: null,
      displayName: `Do ${step}`,
      result,
      exitCode: result === 'failed' ? 1 : 0,
      issues: result === 'failed' ? [{ type: 'error', message: 'broke' }] : [],
    })

  it('are folded from what the runner says, each with its jobs and their steps in order', () => {
    const { stages } =
      foldRuns(
        envelopesOf(
          queued(1),
          said(1, { kind: 'stage-started', at, stage: 'S', displayName: 'Stage' }),
          said(1, { kind: 'job-started', at, stage: 'S', job: 'J', displayName: 'Job' }),
          said(1, {
            kind: 'step-started',
            at,
            ...STEP,
            stage: 'S',
            job: 'J',
            step: 'a',
            name: null,
            displayName: 'Do a',
            task: 'Bash@3',
          }),
          finished('S', 'a', 'succeeded'),
          finished('S', 'b', 'failed'),
          said(1, { kind: 'job-finished', at, stage: 'S', job: 'J', result: 'failed' }),
          said(1, { kind: 'stage-finished', at, stage: 'S', result: 'failed' }),
          said(1, { kind: 'stage-finished', at, stage: 'Never', result: 'skipped' }),
        ),
      ).runs[0] ?? {}
    expect(stages).toMatchObject([
      {
        name: 'S',
        displayName: 'Stage',
        result: 'failed',
        jobs: [
          {
            name: 'J',
            result: 'failed',
            steps: [
              {
                id: 'a',
                task: 'Bash@3',
                startedAt: '2026-04-20T01:05:00.000Z',
                finishedAt: '2026-04-20T01:05:02.000Z',
                result: 'succeeded',
              },
              { id: 'b', result: 'failed', exitCode: 1, issues: [{ type: 'error', message: 'broke' }] },
            ],
          },
        ],
      },
      { name: 'Never', result: 'skipped', jobs: [] },
    ])
  })

  it('keep jobs of one name apart', () => {
    const document = foldRuns(envelopesOf(queued(1), finished('A', 'x', 'succeeded'), finished('B', 'x', 'failed')))
    expect(document.runs[0]?.stages.map(({ name, jobs }) => [name, jobs[0]?.steps[0]?.result])).toEqual([
      ['A', 'succeeded'],
      ['B', 'failed'],
    ])
  })

  it('have no result where the record ends before they do', () => {
    const document = foldRuns(
      envelopesOf(queued(1), said(1, { kind: 'stage-started', at, stage: 'S', displayName: 'S' })),
    )
    expect(document.runs[0]).toMatchObject({ result: null, stages: [{ result: null }] })
  })
})

describe('receipts', () => {
  it('are written for a token that a service gave to a step, though no task mentions it', () => {
    expect(receiptsOf(queued(1), issued(1, 'one'))).toMatchObject([
      {
        run: '1',
        ...STEP,
        connection: 'azure',
        source: 'oidc',
        mintedAt: '2026-04-20T01:05:00Z',
        expiresAt: '2026-04-20T02:05:00Z',
        verdict: 'fresh',
        tokenId: null,
        comparedWith: { scope: 'job', count: 0 },
      },
    ])
  })

  it('are one where service and task tell of the same handing, and then know the id of the token', () => {
    expect(receiptsOf(queued(1), issued(1, 'one'), taken(1, 'one'))).toMatchObject([{ tokenId: 'one', findings: [] }])
  })

  it('are written for a bound token when a task takes it', () => {
    const bound = issued(1, 'one', { source: 'late-bound', caller: null })
    expect(receiptsOf(queued(1), bound)).toEqual([])
    expect(receiptsOf(queued(1), bound, taken(1, 'one', { source: 'late-bound' }))).toMatchObject([
      { source: 'late-bound', tokenId: 'one' },
    ])
  })

  it('are written for a bound token when a step presents it, once, and not before', () => {
    const bound = issued(1, 'bound', {
      source: 'late-bound',
      caller: { runNumber: 1, ...STEP, step: null, purpose: null },
    })
    expect(foldRuns(envelopesOf(queued(1), bound)).runs[0]?.receipts).toEqual([])
    const shown = exchanged(1, { fingerprint: fingerprint('bound') })
    const [run] = foldRuns(envelopesOf(queued(1), bound, shown, shown, exchanged(1, { fingerprint: 'another' }))).runs
    expect(run?.receipts).toMatchObject([{ ...STEP, source: 'late-bound', connection: 'azure', run: '1' }])
    const both = foldRuns(envelopesOf(queued(1), bound, taken(1, 'bound', { source: 'late-bound' }), shown)).runs[0]
    expect(both?.receipts).toHaveLength(1)
  })

  it('call a token echoed that was handed out before, in this run or in an earlier one', () => {
    const receipts = receiptsOf(
      ...[queued(1), issued(1, 'one'), taken(1, 'one'), issued(1, 'one'), taken(1, 'one')],
      ...[queued(2), issued(2, 'one'), issued(2, 'two')],
    )
    expect(receipts.map(({ findings, comparedWith }) => [findings, comparedWith])).toEqual([
      [[], { scope: 'job', count: 0 }],
      [['echoed'], { scope: 'job', count: 1 }],
      [['echoed'], { scope: 'history', count: 1 }],
      [[], { scope: 'history', count: 1 }],
    ])
  })

  it('keep the steps of runs that go on at the same time apart', () => {
    const receipts = receiptsOf(
      ...[queued(1), queued(2), issued(1, 'one'), issued(2, 'two'), taken(2, 'two'), taken(1, 'one')],
    )
    expect(receipts.map(({ run, tokenId }) => [run, tokenId])).toEqual([
      ['1', 'one'],
      ['2', 'two'],
    ])
  })

  it('judge at the instant of the handing', () => {
    const late = at + 58 * 60_000
    expect(receiptsOf(queued(1), taken(1, 'one', { at: late }))).toMatchObject([
      { verdict: 'expiring', findings: ['expiring', 'stale'], at: '2026-04-20T02:03:00Z' },
    ])
  })

  it('cost no more after thousands of runs', () => {
    const fold = (runs: number) => {
      const running = startRunFold()
      for (let run = 1; run <= runs; run += 1)
        for (const envelope of envelopesOf(queued(run), issued(run, `t${run}`))) running.add(envelope)
    }
    expect(growth(fold, 250)).toBeLessThan(LINEAR)
  })
})

describe('exchanges', () => {
  it('are told as their service wrote its answer', () => {
    const { runs } = foldRuns(
      envelopesOf(
        queued(1),
        exchanged(1),
        refusedByAws(1, 'ExpiredTokenException'),
        exchanged(1, { errorCode: null, status: 200 }),
      ),
    )
    expect(runs[0]?.exchanges.map(({ service, error }) => [service, error])).toEqual([
      ['entra', 'AADSTS700024'],
      ['aws', 'ExpiredTokenException'],
      ['entra', null],
    ])
  })

  it('from outside of any run are kept beside the runs', () => {
    expect(foldRuns(envelopesOf(exchanged(null))).services).toMatchObject([{ kind: 'exchange', run: null }])
  })
})

describe('the document', () => {
  it('is the same for the same envelopes, read back from text', () => {
    const envelopes = envelopesOf(queued(1), issued(1, 'one'), taken(1, 'one'), exchanged(1))
    const again = JSON.parse(JSON.stringify(envelopes)) as typeof envelopes
    expect(JSON.stringify(foldRuns(again))).toBe(JSON.stringify(foldRuns(envelopes)))
  })
})
