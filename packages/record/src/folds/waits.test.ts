import type { Receipt } from '@mintwell/token'
import { describe, expect, it } from 'vitest'
import { foldRuns } from './fold-runs.ts'
import { envelopesOf, issued, MINTED, queued } from './test-envelopes.ts'
import { handedOver } from './waits.ts'

const receipts = (...asked: readonly (readonly [string, number])[]): readonly Receipt[] =>
  foldRuns(
    envelopesOf(queued(1), ...asked.map(([name, seconds]) => issued(1, name, { at: MINTED + seconds * 1_000 }))),
  ).runs.flatMap((run) => run.receipts)

describe('a wait', () => {
  it('is the same token at least twice and then another, and leaves the step with that one', () => {
    const all = receipts(['old', 0], ['old', 30], ['old', 60], ['new', 70])
    const { receipts: left, waits } = handedOver(all)
    expect(left).toEqual(all.slice(3))
    expect(waits).toMatchObject([{ step: 'login', answers: 3, milliseconds: 70_000 }])
  })

  it('is none where a token is taken once, or again and again to the end', () => {
    for (const all of [receipts(['a', 0], ['b', 480]), receipts(['a', 0], ['a', 480], ['a', 960])])
      expect(handedOver(all)).toEqual({ receipts: all, waits: [] })
  })
})
