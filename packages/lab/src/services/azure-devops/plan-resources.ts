import type { HttpAnswer } from '../../ground/http/answer.ts'
import type { RecordedRun, TimelineRecord } from '../runs/recorded-run.ts'
import { collection, json } from './answers.ts'
import { timeText } from './build-object.ts'
import { logLines, logObject, logOf } from './log-answers.ts'
import { numberOf, projectOf, type RestCall, type RestPorts, RestRefused, type RestResource } from './rest-call.ts'
import { planNotFound, timelineNotFound } from './service-error.ts'
import { recordObject, timelineObject } from './timeline-object.ts'

const versions = (revision: number) => ({ newest: '7.2', released: '7.1', revision })
const PLAN = '/:project/_apis/distributedtask/hubs/:hub/plans/:plan'

/** A resource below a plan. */
function ofPlan(
  path: string,
  revision: number,
  answer: (ports: RestPorts, call: RestCall, run: RecordedRun, url: string) => HttpAnswer,
): RestResource {
  return {
    method: 'GET',
    path: `${PLAN}${path}`,
    versions: versions(revision),
    answer(ports, call) {
      const { plan = '', hub } = call.params
      const project = projectOf(call)
      const run = project.id === ports.directory.home.project.id ? ports.runs.findByPlan(plan) : undefined
      if (!run || hub !== 'build') throw new RestRefused(planNotFound(plan))
      const url = `${call.collectionUrl}${project.id}/_apis/distributedtask/hubs/build/plans/${run.planId}`
      return answer(ports, call, run, url)
    },
  }
}

/** What agents and azure-devops-node-api's TaskApi read of a plan: itself, its timelines, records, logs and lines. */
export const planResources: readonly RestResource[] = [
  ofPlan('', 2, (ports, call, run, url) => json(ports, 200, JSON.stringify(planObject(call, run, url)))),
  ofPlan('/timelines', 1, (ports, _call, run, url) =>
    collection(ports, [{ id: run.timelineId, changeId: run.changeId, location: `${url}/timelines/${run.timelineId}` }]),
  ),
  ofPlan('/timelines/:timeline', 1, (ports, call, run, url) => {
    checkTimeline(call, run)
    const { records, ...timeline } = timelineObject(run, `${url}/timelines/${run.timelineId}`, `${url}/logs`) as {
      readonly records: unknown
    }
    const wanted = call.query('includerecords')?.toLowerCase() === 'true'
    return json(ports, 200, JSON.stringify({ ...timeline, ...(wanted ? { records } : {}) }))
  }),
  ofPlan('/timelines/:timeline/records', 1, (ports, call, run, url) => {
    checkTimeline(call, run)
    return collection(
      ports,
      run.timeline.map((record) => recordObject(run, record, `${url}/logs`)),
    )
  }),
  ofPlan('/timelines/:timeline/records/:record/feed', 1, (ports, call, run) => {
    checkTimeline(call, run)
    return json(ports, 200, JSON.stringify(feed(call, run)))
  }),
  ofPlan('/logs', 1, (ports, _call, run, url) =>
    collection(
      ports,
      run.logs.map((log) => ({ ...logObject(log, `${url}/logs/${log.id}`), path: `logs\\${log.id}` })),
    ),
  ),
  ofPlan('/logs/:log', 1, (ports, call, run) => logLines(ports, call, logOf(run, call))),
]

function checkTimeline({ params }: RestCall, run: RecordedRun): void {
  if (params.timeline !== run.timelineId) throw new RestRefused(timelineNotFound(params.timeline ?? ''))
}

function planObject(call: RestCall, run: RecordedRun, url: string): object {
  const { record } = run
  const project = projectOf(call)
  const build = `${call.collectionUrl}${project.id}/_apis/build/Builds/${run.id}`
  return {
    scopeIdentifier: project.id,
    planType: 'Build',
    version: 8,
    planId: run.planId,
    planGroup: null,
    artifactUri: `vstfs:///Build/Build/${run.id}`,
    artifactLocation: null,
    definition: { id: record.definitionId ?? 1, name: record.pipeline, _links: {} },
    owner: { id: run.id, name: record.buildNumber, _links: { self: { href: build } } },
    state: record.finishedAt === undefined ? 'inProgress' : 'completed',
    startTime: timeText(record.startedAt),
    finishTime: timeText(record.finishedAt),
    result: record.result,
    timeline: { id: run.timelineId, changeId: run.changeId, location: `${url}/timelines/${run.timelineId}` },
  }
}

/** The lines of a record as they come: of a step its own, of a job those of its steps one after the other. */
function feed(call: RestCall, run: RecordedRun): object {
  const { params, query } = call
  const wanted = query('stepid') ?? params.record
  const record = run.timeline.find(({ id }) => id === wanted)
  const records = run.timeline.filter(({ id, parentId }) => id === wanted || parentId === wanted)
  const lines = records.flatMap((each) => linesOf(run, each))
  const end = Math.min(numberOf(call, 'endline') || lines.length, lines.length)
  const count = numberOf(call, 'takecount') || end
  const first = Math.max(0, end - count)
  const value = lines.slice(first, end)
  return { count: value.length, value, stepId: record?.id ?? wanted, startLine: first + 1, endLine: end }
}

function linesOf(run: RecordedRun, { logId }: TimelineRecord): readonly string[] {
  return logId === undefined ? [] : (run.log(logId)?.lines ?? [])
}
