import type { RunNotes } from '../notes/step-notes.ts'
import { safeText } from '../redaction/redact.ts'
import type { LogClue } from './log-clue.ts'

type Name = 'definition' | 'buildId' | 'buildNumber' | 'collection' | 'project'

/** Predefined variables, as debug lines and a printed environment have them. */
const VARIABLES: readonly (readonly [pattern: RegExp, name: Name])[] = [
  [/\b(?:build|system)[._]definitionname\s{0,2}[=:]\s{0,2}(.{1,120})$/i, 'definition'],
  [/\bbuild[._]buildid\s{0,2}[=:]\s{0,2}(\d{1,12})$/i, 'buildId'],
  [/\bbuild[._]buildnumber\s{0,2}[=:]\s{0,2}(.{1,120})$/i, 'buildNumber'],
  [/\bsystem[._](?:collectionuri|teamfoundationcollectionuri)\s{0,2}[=:]\s{0,2}(https:\/\/\S{1,200})$/i, 'collection'],
  [/\bsystem[._]teamproject\s{0,2}[=:]\s{0,2}(.{1,120})$/i, 'project'],
]
const PAGE = /https:\/\/[\w.-]{1,120}\/[^\s"'<>?]{1,200}\/_build\/results\?buildId=(\d{1,12})/i

/** The run's own names: its pipeline, number and page. */
export const runNames: LogClue = {
  name: 'run',
  words: [
    'efinitionName',
    'EFINITIONNAME',
    'uildId',
    'UILDID',
    'uildNumber',
    'UILDNUMBER',
    'ollectionUri',
    'OLLECTIONURI',
    'eamProject',
    'EAMPROJECT',
    'efinitionname',
    'buildid',
  ],
  keeps: false,
  start:
    () =>
    (line, { run }) => {
      const text = line.text.trimEnd()
      const page = PAGE.exec(text)
      if (page?.[1] !== undefined && (run.buildId === null || run.buildId === page[1])) {
        run.url ??= safeText(page[0], 400)
        run.buildId ??= page[1]
      }
      for (const [pattern, name] of VARIABLES) noteVariable(run, name, pattern.exec(text)?.[1])
    },
}

function noteVariable(run: RunNotes, name: Name, value: string | undefined): void {
  if (value !== undefined && run[name] === null) run[name] = safeText(value.replace(/^["']|["']$/g, ''), 200)
}
