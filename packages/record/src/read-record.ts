import type { Receipt } from '@mintwell/token'
import { RecordError } from './errors.ts'
import type { Envelope } from './events/envelope.ts'

/** What a file of lines holds: the envelopes of a session, or the receipts that `mintwell exec --receipts` and the drop-in task append. */
export type RecordFile =
  | { readonly kind: 'envelopes'; readonly envelopes: readonly Envelope[] }
  | { readonly kind: 'receipts'; readonly receipts: readonly Receipt[] }

const SOURCES: ReadonlySet<unknown> = new Set(['session', 'runner', 'lab', 'client'])

/**
 * Reads the text of a record, a JSON object a line. A last line that breaks off, as a killed command leaves it, is passed over.
 *
 * @throws RecordError `ERR_RECORD` with the number of the line
 */
export function readRecord(text: string): RecordFile {
  const lines = text.split('\n')
  const values = lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const value = parse(line)
    if (value !== undefined) return [{ value, line: index + 1 }]
    if (index === lines.length - 1) return []
    throw notARecord(index + 1)
  })
  const first = values[0]
  if (!first) throw notARecord(1)
  const isEnvelopes = isEnvelope(first.value)
  for (const { value, line } of values)
    if (!(isEnvelopes ? isEnvelope(value) : isReceipt(value))) throw notARecord(line)
  const all: readonly unknown[] = values.map(({ value }) => value)
  return isEnvelopes
    ? { kind: 'envelopes', envelopes: all as readonly Envelope[] }
    : { kind: 'receipts', receipts: all as readonly Receipt[] }
}

type Json = Readonly<Record<string, unknown>>

function parse(line: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
  }
}

function isEnvelope({ schema, run, seq, at, from, event }: Json): boolean {
  return (
    schema === 1 &&
    (run === null || typeof run === 'number') &&
    typeof seq === 'number' &&
    typeof at === 'string' &&
    SOURCES.has(from) &&
    typeof (event as Json | null)?.kind === 'string'
  )
}

function isReceipt({ fingerprint, verdict, findings, at }: Json): boolean {
  return (
    typeof fingerprint === 'string' && typeof verdict === 'string' && Array.isArray(findings) && typeof at === 'string'
  )
}

function notARecord(line: number): RecordError {
  return new RecordError('ERR_RECORD', {
    message: `line ${line} is neither an event nor a receipt`,
    hint: 'Give a file that `mintwell run --jsonl FILE` or `mintwell exec --receipts FILE` wrote.',
    data: { line },
  })
}
