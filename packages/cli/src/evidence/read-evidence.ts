import {
  classify,
  type History,
  type HistoryVerdict,
  historyOfReceipts,
  historyOfRecord,
  readLogs,
} from '@mintwell/evidence'
import { readRecord } from '@mintwell/record'
import type { Receipt } from '@mintwell/token'
import { CliError } from '../errors.ts'
import type { EvidenceSources } from './find-sources.ts'

/** A history and its verdict. */
export interface JudgedHistory {
  readonly history: History
  readonly verdict: HistoryVerdict
}

/** Everything that was read, the history that matters most first. */
export interface JudgedEvidence {
  readonly pipelines: readonly JudgedHistory[]
  /** Files that have nothing of a pipeline in them. */
  readonly unrelated: readonly string[]
}

/**
 * Reads sources as histories. Receipts of several files are one history: a folder of them is how they are kept.
 *
 * @throws RecordError of the package `record`
 */
export async function readHistories({ logs, records }: Pick<EvidenceSources, 'logs' | 'records'>): Promise<{
  readonly histories: readonly History[]
  readonly unrelated: readonly string[]
}> {
  const receipts: Receipt[] = []
  const recorded: History[] = []
  for (const { text } of records) {
    const record = readRecord(text)
    if (record.kind === 'envelopes') recorded.push(historyOfRecord(record.envelopes))
    else for (const receipt of record.receipts) receipts.push(receipt)
  }
  const { histories, unrelated } = await readLogs(logs)
  const ofReceipts = receipts.length === 0 ? [] : [historyOfReceipts(receipts)]
  return { histories: [...recorded, ...ofReceipts, ...histories], unrelated }
}

/** Judges histories; the first is the one to talk about: where something was refused for a reason that is found, and the most runs say so. */
export function judgeHistories(histories: readonly History[], unrelated: readonly string[]): JudgedEvidence {
  const pipelines = histories.map((history) => ({ history, verdict: classify(history) }))
  return { pipelines: pipelines.toSorted((a, b) => weightOf(b) - weightOf(a)), unrelated }
}

function weightOf({ history, verdict }: JudgedHistory): number {
  const refused = history.runs.filter(({ marks }) => marks.some(({ kind }) => kind === 'refused')).length
  const kind = verdict.mechanism === 'none' ? 0 : verdict.mechanism === 'unknown' ? 1 : 2
  const certainty = { shown: 2, likely: 1, possible: 0 }[verdict.certainty]
  // Each part outweighs all that come after it.
  return ((kind * 2 + Math.min(1, refused)) * 3 + certainty) * 1e6 + Math.min(history.runs.length, 999_999)
}

/** Where nothing was found at all. */
export function nothingFound(): CliError {
  return new CliError('ERR_EVIDENCE_NONE', 'nothing of a pipeline or of a token is in what was given.', {
    hint: 'Give the logs of runs (the zip of "Download logs", its folder, or files), receipts, or the file of run --jsonl.',
  })
}
