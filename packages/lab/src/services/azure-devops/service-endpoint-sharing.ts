import type { Project } from '../../directory/organizations.ts'
import type { ConnectionShare, ServiceConnection } from '../../directory/service-connections.ts'
import type { HttpAnswer } from '../../ground/http/answer.ts'
import { respond } from './answers.ts'
import { type RestCall, type RestPorts, RestRefused } from './rest-call.ts'
import { readProjectReferences } from './service-endpoint-input.ts'
import { endpointNotFound } from './service-error.ts'

/** Whether a project has a connection: as its own, or because it is shared with it. */
export function isIn(connection: ServiceConnection, project: Project): boolean {
  return connection.project.id === project.id || shareOf(connection, project) !== undefined
}

/** What a connection is called in a project that it is shared with. */
export function shareOf({ sharedWith }: ServiceConnection, project: Project): ConnectionShare | undefined {
  return sharedWith?.find(({ projectId }) => projectId === project.id)
}

/**
 * `PATCH …/endpoints/{id}` shares a connection with the projects of the references in the body. One for a project that has it already gives it another
 * name or description there; issuer and subject stay.
 */
export async function shareEndpoint(
  ports: RestPorts,
  call: RestCall,
  connection: ServiceConnection | undefined,
): Promise<HttpAnswer> {
  const references = await readProjectReferences(ports, call)
  if (!connection) throw new RestRefused(endpointNotFound(call.params.endpoint ?? ''))
  const shares = new Map((connection.sharedWith ?? []).map((share) => [share.projectId, share]))
  for (const { project, name = connection.name, description = '' } of references) {
    if (project.id !== connection.project.id) shares.set(project.id, { projectId: project.id, name, description })
  }
  ports.directory.connections.replace({ ...connection, sharedWith: [...shares.values()] })
  return respond(ports, { status: 200, headers: {}, body: '' })
}

/**
 * `DELETE …/endpoints/{id}?projectIds=` takes a connection out of projects. Out of its own one it is gone altogether, which is the lab's choice: the
 * service keeps it for the others. Refuses with 404 where none of the projects has it.
 */
export function deleteEndpoint(
  ports: RestPorts,
  call: RestCall,
  connection: ServiceConnection | undefined,
): HttpAnswer {
  const { connections } = ports.directory
  const given = call.query('projectids')?.toLowerCase().split(',')
  const isMeant = (id: string) => given === undefined || given.includes(id)
  const left = connection?.sharedWith?.filter(({ projectId }) => !isMeant(projectId))
  if (connection && isMeant(connection.project.id)) connections.remove(connection.id)
  else if (connection?.sharedWith && left && left.length < connection.sharedWith.length)
    connections.replace({ ...connection, sharedWith: left })
  else throw new RestRefused(endpointNotFound(call.params.endpoint ?? ''))
  return respond(ports, { status: 204, headers: {}, body: null })
}
