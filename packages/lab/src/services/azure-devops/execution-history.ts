import type { ServiceConnection } from '../../directory/service-connections.ts'
import type { HttpAnswer } from '../../ground/http/answer.ts'
import type { RecordedUse } from '../runs/run-history.ts'
import { collection } from './answers.ts'
import { buildStatus, buildUrl, timeText } from './build-object.ts'
import { withContinuation } from './continuation.ts'
import { numberOf, projectOf, type RestCall, type RestPorts } from './rest-call.ts'

/** How many uses a page has unless one says otherwise. A choice of the lab: the service's is not documented. */
const DEFAULT_TOP = 50

/**
 * `GET …/serviceendpoint/{id}/executionhistory?top=&continuationToken=`: who used a connection, the newest first (azure-devops-node-api 17, ServiceEndpointApiBase). `top` has no `$`, and
 * the token is a number.
 */
export function executionHistory(
  ports: RestPorts,
  call: RestCall,
  connection: ServiceConnection | undefined,
): HttpAnswer {
  const uses = connection ? ports.runs.usesOf(connection.id) : []
  const from = numberOf(call, 'continuationtoken')
  const found = from === undefined ? uses : uses.filter(({ id }) => id <= from)
  const top = numberOf(call, 'top') || DEFAULT_TOP
  const page = found.slice(0, top).map((use) => executionObject(call, connection?.id ?? '', use))
  return withContinuation(collection(ports, page), found[top]?.id)
}

function executionObject(call: RestCall, endpointId: string, { id, run, at }: RecordedUse): object {
  const { record } = run
  const project = projectOf(call)
  const { collectionUrl } = call
  const links = (self: string, web: string) => ({ self: { href: self }, web: { href: web } })
  const definitionId = record.definitionId ?? 1
  return {
    endpointId,
    data: {
      id,
      planType: 'Build',
      definition: {
        id: definitionId,
        name: record.pipeline,
        _links: links(
          `${collectionUrl}${project.id}/_apis/build/Definitions/${definitionId}`,
          `${collectionUrl}${project.id}/_build/definition?definitionId=${definitionId}`,
        ),
      },
      owner: {
        id: run.id,
        name: record.buildNumber,
        _links: links(buildUrl(call, project, run), `${collectionUrl}${project.id}/_build/results?buildId=${run.id}`),
      },
      startTime: timeText(record.startedAt ?? at),
      finishTime: timeText(record.finishedAt),
      result: record.finishedAt === undefined ? undefined : buildStatus(run).result,
    },
  }
}
