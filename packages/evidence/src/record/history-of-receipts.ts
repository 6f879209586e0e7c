import { type Instant, parseInstant } from '@mintwell/clock'
import { foreignText, type Receipt } from '@mintwell/token'
import type { History, HistoryRun, HistoryToken, TokenMark } from '../history/history.ts'

/** The run of receipts that name none. */
const NO_RUN = 'unnamed run'

/** The history that receipts tell: which run was handed which token, and when. What became of it they do not know. */
export function historyOfReceipts(receipts: readonly Receipt[]): History {
  const tokens = new Map<string, HistoryToken>()
  const byRun = new Map<string, TokenMark[]>()
  for (const receipt of receipts) {
    const at = instantOf(receipt.at)
    if (at === null) continue
    if (!tokens.has(receipt.fingerprint)) tokens.set(receipt.fingerprint, tokenOf(receipt))
    const run = receipt.run === null ? NO_RUN : foreignText(receipt.run, { longest: 120 })
    byRun.set(run, [...(byRun.get(run) ?? []), takingOf(receipt, at)])
  }
  const runs = [...byRun].map(([id, marks]): HistoryRun => {
    const inOrder = marks.toSorted((a, b) => a.at - b.at)
    const [startedAt, finishedAt] = [inOrder.at(0)?.at ?? null, inOrder.at(-1)?.at ?? null]
    return { id, url: null, startedAt, finishedAt, result: null, jobs: [], marks: inOrder }
  })
  return {
    pipeline: null,
    runs: runs.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)),
    tokens: [...tokens.values()],
  }
}

function takingOf({ stage, job, step, source, fingerprint }: Receipt, at: Instant): TokenMark {
  const name = (text: string | null) => (text === null ? '' : foreignText(text, { longest: 200 }))
  return {
    stage: name(stage),
    job: name(job),
    step: name(step),
    at,
    serviceAt: null,
    kind: 'taken',
    token: fingerprint,
    source: source === 'late-bound' ? 'late-bound' : 'oidc',
    code: null,
    text: null,
  }
}

function tokenOf({ fingerprint, issuer, subject, audience, mintedAt, notBefore, expiresAt }: Receipt): HistoryToken {
  const name = (text: string | null) => (text === null ? null : foreignText(text, { longest: 400 }))
  return {
    id: fingerprint,
    fingerprint,
    issuer: name(issuer),
    subject: name(subject),
    audience: audience === null ? null : name([audience].flat().join(' ')),
    mintedAt: instantOf(mintedAt),
    notBefore: instantOf(notBefore),
    expiresAt: instantOf(expiresAt),
  }
}

function instantOf(text: string | null): Instant | null {
  return text === null ? null : (parseInstant(text) ?? null)
}
