import { parseArgs } from 'node:util'
import { foldRuns, type RecordFile, readRecord, receiptTable } from '@mintwell/record'
import { describeBadInput } from '../run/execute-runs.ts'
import { LogPrinter } from '../run/print-log.ts'
import { readUserFile } from '../run/read-user-file.ts'
import { formatDocument, formatTables, hasColours, tableStyleOf } from '../run/run-output.ts'
import { jsonText, say } from '../say.ts'
import { UsageError, type Verb } from '../verb.ts'

const usage = 'mintwell show FILE [--details] [--log] [--json]'

export const show: Verb = {
  name: 'show',
  usage,
  help: `Prints the summary of the runs in FILE, exactly as the run printed it at its end. FILE is what 'mintwell run --jsonl FILE' wrote; the receipts of
'mintwell exec --receipts FILE' and of the drop-in task can be shown too.

Usage: ${usage}

  --details   every token and every exchange, not one row a run
  --log       the log before the summary
  --json      the document that 'run --json' printed

Exit code: 0 shown; 2 wrong use, or a file that is not a record.
`,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { details: { type: 'boolean' }, log: { type: 'boolean' }, json: { type: 'boolean' } },
      allowPositionals: true,
    })
    const [file, ...more] = positionals
    if (file === undefined) throw new UsageError('a file of events is needed.')
    if (more.length > 0) throw new UsageError(`one file at a time; '${more[0]}' is one too many.`)
    let record: RecordFile
    try {
      record = readRecord(await readUserFile(file, io.signal))
    } catch (error) {
      const text = describeBadInput(error, 'show')
      if (text === undefined) throw error
      say(io.stderr, `${file}: ${text}`)
      return 2
    }
    const style = tableStyleOf(io.stdout, io.env)
    if (record.kind === 'receipts') {
      const { receipts } = record
      io.stdout.write(values.json ? jsonText({ schema: 1, receipts }, 2) : receiptTable(receipts, style))
      return 0
    }
    const document = foldRuns(record.envelopes)
    if (values.json) {
      io.stdout.write(formatDocument(document))
      return 0
    }
    if (values.log) {
      const printer = new LogPrinter((text) => void io.stdout.write(text), hasColours(io.stdout, io.env))
      printer.envelopes(record.envelopes)
      io.stdout.write('\n')
    }
    io.stdout.write(formatTables(document, values.details ?? false, style))
    return 0
  },
}
