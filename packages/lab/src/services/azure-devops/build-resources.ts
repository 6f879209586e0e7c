import type { HttpAnswer } from '../../ground/http/answer.ts'
import type { RecordedRun } from '../runs/recorded-run.ts'
import { collection, json } from './answers.ts'
import { buildObject, buildUrl } from './build-object.ts'
import { withContinuation } from './continuation.ts'
import { findBuilds } from './find-builds.ts'
import { logLines, logObject, logOf } from './log-answers.ts'
import { logsArchive, wantsArchive } from './logs-archive.ts'
import { projectOf, type RestCall, type RestPorts, RestRefused, type RestResource } from './rest-call.ts'
import { buildNotFound } from './service-error.ts'
import { timelineObject } from './timeline-object.ts'

const versions = (revision: number) => ({ newest: '7.2', released: '7.1', revision })
const BUILD = '/:project/_apis/build/builds/:build'

/** The run of a build's path. Refuses with 404. */
function runOf(ports: RestPorts, { params, project }: RestCall): RecordedRun {
  const run = project?.id === ports.directory.home.project.id ? ports.runs.find(Number(params.build)) : undefined
  if (!run) throw new RestRefused(buildNotFound(params.build ?? ''))
  return run
}

/** A resource below a build. */
function ofBuild(
  path: string,
  revision: number,
  answer: (ports: RestPorts, call: RestCall, run: RecordedRun) => HttpAnswer,
): RestResource {
  const answerFor = (ports: RestPorts, call: RestCall) => answer(ports, call, runOf(ports, call))
  return { method: 'GET', path: `${BUILD}${path}`, versions: versions(revision), answer: answerFor }
}

/** Builds: list and get, with their timelines, logs and tags. */
export const buildResources: readonly RestResource[] = [
  {
    method: 'GET',
    path: '/:project/_apis/build/builds',
    versions: versions(7),
    answer(ports, call) {
      const project = projectOf(call)
      const runs = project.id === ports.directory.home.project.id ? ports.runs.all() : []
      const { page, next } = findBuilds(runs, call)
      const builds = page.map((run) => buildObject(ports, call, project, run))
      return withContinuation(collection(ports, builds), next)
    },
  },
  ofBuild('', 7, (ports, call, run) =>
    json(ports, 200, JSON.stringify(buildObject(ports, call, projectOf(call), run))),
  ),
  ofBuild('/timeline', 2, timeline),
  ofBuild('/timeline/:timeline', 2, timeline),
  ofBuild('/logs', 2, (ports, call, run) => {
    if (wantsArchive(call)) return logsArchive(ports, run)
    const url = `${buildUrl(call, projectOf(call), run)}/logs`
    return collection(
      ports,
      run.logs.map((log) => logObject(log, `${url}/${log.id}`)),
    )
  }),
  ofBuild('/logs/:log', 2, (ports, call, run) => logLines(ports, call, logOf(run, call))),
  ofBuild('/tags', 3, (ports, _call, run) => collection(ports, run.record.tags ?? [])),
  ofBuild('/artifacts', 5, (ports) => collection(ports, [])),
]

/** The timeline; of another id than the run's there is none, which the service says with 204. */
function timeline(ports: RestPorts, call: RestCall, run: RecordedRun): HttpAnswer {
  const { timeline: wanted } = call.params
  if (wanted !== undefined && wanted !== run.timelineId) return { ...json(ports, 204, ''), body: null }
  const url = buildUrl(call, projectOf(call), run)
  return json(ports, 200, JSON.stringify(timelineObject(run, `${url}/Timeline/${run.timelineId}`, `${url}/logs`)))
}
