import { pseudonymise } from '@mintwell/evidence'
import { describeBadInput } from '../run/execute-runs.ts'
import { tableStyleOf } from '../run/run-output.ts'
import { jsonText, say } from '../say.ts'
import { OutputError } from '../standard-output.ts'
import { EXIT_BROKEN, type Io, UsageError } from '../verb.ts'
import { checkOutput } from './check-output.ts'
import { evidenceDocument } from './evidence-document.ts'
import type { EvidenceCall } from './evidence-options.ts'
import { evidenceText } from './evidence-text.ts'
import { findSources } from './find-sources.ts'
import { type JudgedEvidence, judgeHistories, nothingFound, readHistories } from './read-evidence.ts'

/** Reads, judges and prints. Gives the exit code. */
export async function runEvidence(call: EvidenceCall, io: Io): Promise<number> {
  try {
    const evidence = await gather(call, io)
    if (evidence.pipelines.length === 0) throw nothingFound()
    await print(evidence, call, io)
    if (call.scenario !== undefined) await keepScenario(evidence, call.scenario, io)
    return 0
  } catch (error) {
    const text = describeBadInput(error, 'evidence')
    if (text === undefined || error instanceof UsageError || error instanceof OutputError) throw error
    say(io.stderr, text)
    const code = (error as { readonly code?: string }).code
    if (call.output === 'json' && code === 'ERR_EVIDENCE_NONE')
      io.stdout.write(jsonText(evidenceDocument({ pipelines: [], unrelated: [] }), 2))
    if (code === 'ERR_EVIDENCE_NONE') return 1
    return code?.startsWith('ERR_DEVOPS') || code === 'ERR_ORGANIZATION_TOKEN' ? EXIT_BROKEN : 2
  }
}

/** The scenario of the pipeline that matters most. */
async function keepScenario({ pipelines: [main] }: JudgedEvidence, file: string, io: Io): Promise<void> {
  if (main === undefined) return
  const { writeScenario } = await import('./write-scenario.ts')
  const { unplayed } = writeScenario(main, file)
  for (const text of unplayed) say(io.stderr, `mintwell evidence: the scenario leaves out: ${text}`)
  say(io.stderr, `mintwell evidence: wrote ${file}; mintwell run PIPELINE --scenario ${file} plays it`)
}

async function gather({ paths, runs, pseudonyms }: EvidenceCall, io: Io): Promise<JudgedEvidence> {
  const isTerminal = 'isTTY' in io.stdin && io.stdin.isTTY === true
  if (paths.length === 0 && runs.length === 0 && isTerminal)
    throw new UsageError('give the logs: a file, a folder, or the zip of "Download logs".')
  const sources = await findSources(paths.length === 0 && runs.length === 0 ? ['-'] : paths, io)
  try {
    if (runs.length > 0) {
      const { addRuns } = await import('./runs-at-azure-devops.ts')
      for (const asked of runs) await addRuns(asked, sources, io)
    }
    for (const note of sources.notes) say(io.stderr, note)
    const { histories, unrelated } = await readHistories(sources)
    return pseudonyms ? judgeHistories(pseudonymise(histories), []) : judgeHistories(histories, unrelated)
  } finally {
    sources.close()
  }
}

async function print(evidence: JudgedEvidence, { output, html, opens }: EvidenceCall, io: Io): Promise<void> {
  if (output === 'json') io.stdout.write(checkOutput(jsonText(evidenceDocument(evidence), 2), 'the document'))
  else if (output === 'text')
    io.stdout.write(checkOutput(evidenceText(evidence, tableStyleOf(io.stdout, io.env)), 'the text'))
  if (output !== 'markdown' && html === undefined && !opens) return
  // The pages' code is loaded where one is asked for.
  const { markdownOf, pageToLookAt, writePages } = await import('./write-pages.ts')
  if (output === 'markdown') io.stdout.write(checkOutput(markdownOf(evidence, io), 'the Markdown'))
  if (html === undefined && !opens) return
  const files = writePages(evidence, html ?? pageToLookAt(), io)
  for (const file of files) say(io.stderr, `mintwell evidence: wrote ${file}`)
  const [first] = files
  if (!opens || first === undefined) return
  const { openPage } = await import('./open-page.ts')
  if (!(await openPage(first, io))) say(io.stderr, `mintwell evidence: nothing here opens pages; open ${first}`)
}
