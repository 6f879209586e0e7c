import { describe, expect, it } from 'vitest'
import { RecordError } from './errors.ts'
import { envelopesOf, issued, queued } from './folds/test-envelopes.ts'
import { readRecord } from './read-record.ts'

const lines = envelopesOf(queued(1), issued(1, 'one')).map((envelope) => JSON.stringify(envelope))

function lineOfError(text: string): unknown {
  try {
    readRecord(text)
  } catch (error) {
    if (error instanceof RecordError && error.code === 'ERR_RECORD') return error.data.line
    throw error
  }
  return undefined
}

describe('a record', () => {
  it('is read line by line', () => {
    expect(readRecord(`${lines.join('\n')}\n`)).toMatchObject({
      kind: 'envelopes',
      envelopes: [{ seq: 1 }, { seq: 2 }],
    })
  })

  it('may break off in its last line, as a killed command leaves it', () => {
    expect(readRecord(`${lines.join('\n')}\n{"schema":1,"ru`)).toMatchObject({ envelopes: [{ seq: 1 }, { seq: 2 }] })
  })

  it('may be a file of receipts', () => {
    const receipt = { fingerprint: 'f', verdict: 'fresh', findings: [], at: '2026-04-20T01:05:00Z' }
    expect(readRecord(JSON.stringify(receipt))).toMatchObject({ kind: 'receipts', receipts: [receipt] })
  })

  it.each([
    ['', 1],
    ['hello\n', 1],
    [`${lines[0]}\nhello\n${lines[1]}\n`, 2],
    [`${lines[0]}\n{"schema":2}\n`, 2],
    [`${lines[0]}\n[]\n`, 2],
  ])('is refused with the number of the line that is none of it: %j', (text, line) => {
    expect(lineOfError(text)).toBe(line)
  })
})
