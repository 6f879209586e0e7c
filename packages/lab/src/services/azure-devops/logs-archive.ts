import { strToU8, type Zippable, zipSync } from 'fflate'
import type { HttpAnswer } from '../../ground/http/answer.ts'
import type { RecordedRun, TimelineRecord } from '../runs/recorded-run.ts'
import { respond } from './answers.ts'
import type { RestCall, RestPorts } from './rest-call.ts'

/** A name of more characters is cut in its middle: so many are left of its beginning, and of its end (decompiled server sources in a public mirror). */
const BEGINNING = 60
const END = 30
/** What cannot be in the name of a file on Windows, where the service runs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is sought.
const NOT_IN_NAMES = /[\u0000-\u001f<>:"/\\|?*]/g

/** Whether a request for the logs of a run asks for all of them in one archive, as `Download logs` does. */
export function wantsArchive({ request, query }: RestCall): boolean {
  return query('$format')?.toLowerCase() === 'zip' || /application\/zip/i.test(request.header('accept') ?? '')
}

/**
 * All logs of a run as a zip: of each job one file with the whole of it, and a folder with a file for each of its steps (layout of public archives: `1_Job.txt`, `Job/2_Log in.txt`).
 */
export function logsArchive(ports: RestPorts, run: RecordedRun): HttpAnswer {
  const files: Zippable = {}
  const { finishedAt, queuedAt } = run.record
  const add = (path: string, lines: readonly string[]) => {
    let name = `${path}.txt`
    for (let copy = 2; name in files; copy += 1) name = `${path} (${copy}).txt`
    files[name] = strToU8(lines.map((line) => `${line}\r\n`).join(''))
  }
  for (const [index, job] of run.timeline.filter(({ type }) => type === 'Job').entries()) {
    const steps = run.timeline.filter(({ parentId }) => parentId === job.id)
    add(
      `${index + 1}_${fileName(job.name)}`,
      steps.flatMap((step) => linesOf(run, step)),
    )
    for (const step of steps) {
      if (step.logId !== undefined)
        add(`${fileName(job.name)}/${step.order}_${fileName(step.name)}`, linesOf(run, step))
    }
  }
  return respond(ports, {
    status: 200,
    headers: {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename=logs_${run.id}.zip`,
    },
    body: new Uint8Array(zipSync(files, { mtime: finishedAt ?? queuedAt })),
  })
}

function linesOf(run: RecordedRun, { logId }: TimelineRecord): readonly string[] {
  return logId === undefined ? [] : (run.log(logId)?.lines ?? [])
}

function fileName(name: string): string {
  const safe = name.replace(NOT_IN_NAMES, '-').trim() || 'unnamed'
  return safe.length <= BEGINNING + END ? safe : safe.slice(0, BEGINNING) + safe.slice(-END)
}
