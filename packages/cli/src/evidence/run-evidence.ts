import { describeBadInput } from '../run/execute-runs.ts'
import { tableStyleOf } from '../run/run-output.ts'
import { jsonText, say } from '../say.ts'
import { type Io, UsageError } from '../verb.ts'
import { checkOutput } from './check-output.ts'
import { evidenceDocument } from './evidence-document.ts'
import { evidenceText } from './evidence-text.ts'
import { findSources } from './find-sources.ts'
import { type JudgedEvidence, judgeHistories, nothingFound, readHistories } from './read-evidence.ts'

/** What `mintwell evidence` was asked. */
export interface EvidenceCall {
  readonly paths: readonly string[]
  readonly json: boolean
}

/** Reads, judges and prints. Gives the exit code. */
export async function runEvidence(call: EvidenceCall, io: Io): Promise<number> {
  try {
    const evidence = await gather(call, io)
    if (evidence.pipelines.length === 0) throw nothingFound()
    print(evidence, call, io)
    return 0
  } catch (error) {
    const text = describeBadInput(error, 'evidence')
    if (text === undefined || error instanceof UsageError) throw error
    say(io.stderr, text)
    const code = (error as { readonly code?: string }).code
    if (call.json && code === 'ERR_EVIDENCE_NONE')
      io.stdout.write(jsonText(evidenceDocument({ pipelines: [], unrelated: [] }), 2))
    return code === 'ERR_EVIDENCE_NONE' ? 1 : 2
  }
}

async function gather({ paths }: EvidenceCall, io: Io): Promise<JudgedEvidence> {
  const isTerminal = 'isTTY' in io.stdin && io.stdin.isTTY === true
  if (paths.length === 0 && isTerminal)
    throw new UsageError('give the logs: a file, a folder, or the zip of "Download logs".')
  const sources = await findSources(paths.length === 0 ? ['-'] : paths, io)
  try {
    for (const note of sources.notes) say(io.stderr, note)
    const { histories, unrelated } = await readHistories(sources)
    return judgeHistories(histories, unrelated)
  } finally {
    sources.close()
  }
}

function print(evidence: JudgedEvidence, { json }: EvidenceCall, io: Io): void {
  if (json) io.stdout.write(checkOutput(jsonText(evidenceDocument(evidence), 2), 'the document'))
  else io.stdout.write(checkOutput(evidenceText(evidence, tableStyleOf(io.stdout, io.env)), 'the text'))
}
