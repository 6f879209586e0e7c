import type { HttpAnswer } from '../../ground/http/answer.ts'
import type { RecordedRun } from '../runs/recorded-run.ts'
import type { RunLog } from '../runs/run-log.ts'
import { collection, respond } from './answers.ts'
import { timeText } from './build-object.ts'
import { numberOf, type RestCall, type RestPorts, RestRefused } from './rest-call.ts'
import { logNotFound } from './service-error.ts'

/** A log as lists have it. */
export function logObject(log: RunLog, url: string): object {
  return {
    lineCount: log.lines.length,
    createdOn: timeText(log.createdAt),
    lastChangedOn: timeText(log.changedAt),
    id: log.id,
    type: 'Container',
    url,
  }
}

/** The log of a run by the id in the path. Refuses with 404. */
export function logOf(run: RecordedRun, call: RestCall): RunLog {
  const id = Number(call.params.log)
  const log = run.log(id)
  if (!log) throw new RestRefused(logNotFound(call.params.log ?? ''))
  return log
}

/** The lines of a log: as a collection for who accepts JSON, otherwise as text; `startLine` and `endLine` count from 1. */
export function logLines(ports: RestPorts, call: RestCall, log: RunLog): HttpAnswer {
  const first = numberOf(call, 'startline') || 1
  const last = numberOf(call, 'endline') || log.lines.length
  const lines = log.slice(first, last)
  if (/application\/json/i.test(call.request.header('accept') ?? '')) return collection(ports, lines)
  return respond(ports, {
    status: 200,
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    body: lines.map((line) => `${line}\r\n`).join(''),
  })
}
