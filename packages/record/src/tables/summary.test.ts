import { describe, expect, it } from 'vitest'
import { foldRuns } from '../folds/fold-runs.ts'
import { envelopesOf, exchanged, MINTED, queued, STEP, said, taken } from '../folds/test-envelopes.ts'
import { detailTables } from './details.ts'
import { plainPaint, summaryTable } from './summary.ts'

const style = { width: 80, paint: plainPaint }
const ended = (run: number, result: 'succeeded' | 'failed') =>
  [run, { from: 'session', event: { kind: 'run-finished', at: MINTED, result } }] as const

const message = `the deployment failed because ${'the quota of the subscription is used up '.repeat(5)}`
const night = foldRuns(
  envelopesOf(
    ...[queued(1), taken(1, 'zero'), ended(1, 'succeeded')],
    ...[queued(2), taken(2, 'fresh'), taken(2, 'one', { at: MINTED + 58 * 60_000 }), exchanged(2), ended(2, 'failed')],
    queued(3),
    said(3, {
      ...{ kind: 'step-finished', at: MINTED, ...STEP, name: null, displayName: 'Log in', result: 'failed' },
      ...{ exitCode: 1, issues: [{ type: 'error', message }] },
    }),
    ended(3, 'failed'),
  ),
).runs

describe('the summary', () => {
  const lines = summaryTable(night, style).split('\n')

  it('has a row a run: of its tokens the one that was refused', () => {
    expect(lines[3]).toMatch(/^2 {4}04-20 01:05 {3}failed +58 min +2 min +expiring +AADSTS700024$/)
  })

  it('says what failed where nothing was refused', () => {
    expect(lines[4]).toContain('Log in: the')
  })

  it('ends with the totals', () => {
    expect(lines.at(-2)).toBe('3 runs: 1 succeeded, 2 failed. Tokens: 1 expiring, 2 fresh. Refused: AADSTS700024.')
  })

  it.each([80, 100, 200])('fits into %i columns, with no blanks at the end of a line', (width) => {
    for (const line of summaryTable(night, { ...style, width })
      .split('\n')
      .slice(0, -2)) {
      expect(line.length).toBeLessThanOrEqual(width)
      expect(line).toBe(line.trimEnd())
    }
  })

  it('has no columns of tokens where none was handed out', () => {
    const { runs } = foldRuns(envelopesOf(queued(1), ended(1, 'succeeded')))
    expect(summaryTable(runs, style)).toBe(
      [
        'run  queued (UTC)  result     note',
        '───  ────────────  ─────────  ────',
        '1    04-20 01:05   succeeded',
        '',
        '1 run: 1 succeeded.',
        '',
      ].join('\n'),
    )
  })

  it('paints verdicts and results by what they mean', () => {
    const painted = summaryTable(night, {
      ...style,
      paint: (text, tone) => (tone === 'plain' ? text : `<${tone}:${text}>`),
    })
    expect(painted).toContain('<good:succeeded>')
    expect(painted).toContain('<bad:expiring>')
  })
})

describe('the details', () => {
  it('name steps as the log does, and have a row for every token and every exchange', () => {
    const details = detailTables(night, { ...style, width: 200 })
    expect(details).toMatch(/2 +login +oidc +04-20 01:05:00 +04-20 02:05:00 +58 min +2 min +expiring +stale/)
    expect(details).toMatch(/2 +login +script +04-20 01:05:00 +AADSTS700024/)
  })
})
