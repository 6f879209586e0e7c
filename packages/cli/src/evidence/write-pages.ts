import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { historyHtml, historyMarkdown } from '@mintwell/report'
import { OutputError } from '../standard-output.ts'
import type { Io } from '../verb.ts'
import { putFile } from '../write-file.ts'
import { checkOutput } from './check-output.ts'
import type { JudgedEvidence } from './read-evidence.ts'

/** Only its owner reads what logs say. */
const OWNERS_MODE = 0o600

/** A folder of its own for a page that is only to be looked at. */
export function pageToLookAt(): string {
  return join(mkdtempSync(join(tmpdir(), 'mintwell-evidence-')), 'evidence.html')
}

/**
 * Writes a page for each pipeline: that of the one that matters most under the name that was given, the others beside it with a number. Gives their files.
 *
 * @throws CliError `ERR_EVIDENCE_LEAK`; OutputError
 */
export function writePages(
  { pipelines }: JudgedEvidence,
  file: string,
  io: Pick<Io, 'clock' | 'cwd'>,
): readonly string[] {
  const ending = extname(file)
  return pipelines.map(({ history, verdict }, index) => {
    const name = index === 0 ? file : `${file.slice(0, file.length - ending.length)}-${index + 1}${ending}`
    const path = resolve(io.cwd, name)
    const html = checkOutput(historyHtml(history, verdict, { madeAt: io.clock.now() }), name)
    try {
      putFile(path, html, OWNERS_MODE)
    } catch (error) {
      throw new OutputError(name, error as NodeJS.ErrnoException)
    }
    return path
  })
}

/** The pages as Markdown, one after the other. */
export function markdownOf({ pipelines }: JudgedEvidence, io: Pick<Io, 'clock'>): string {
  const madeAt = io.clock.now()
  return pipelines.map(({ history, verdict }) => historyMarkdown(history, verdict, { madeAt })).join('\n')
}
