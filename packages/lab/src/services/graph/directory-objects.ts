import type { GraphAnswer } from './answers.ts'
import { describeApplication } from './application-object.ts'
import { fail, graphErrors } from './graph-error.ts'
import { type GraphRequest, readObject } from './handler.ts'
import type { GraphPorts } from './ports.ts'
import { contextUrl, type GraphObject } from './query.ts'
import { describeServicePrincipal } from './service-principals.ts'

/** The most ids that one may ask for (Microsoft Learn, directoryObject: getByIds). */
const ID_LIMIT = 1_000

/** `POST /directoryObjects/getByIds`: the objects of these ids, with their type; unknown ids are ignored. Fails with 400. */
export async function getByIds(ports: GraphPorts, request: GraphRequest): Promise<GraphAnswer> {
  const { ids } = await readObject(request)
  if (!Array.isArray(ids) || ids.length > ID_LIMIT || !ids.every((id) => typeof id === 'string')) {
    return fail(graphErrors.invalidValue('ids', 'DirectoryObject'))
  }
  const value = ids.flatMap((id: string) => find(ports, request, id))
  return { status: 200, body: { '@odata.context': `${contextUrl(request.version)}#directoryObjects`, value } }
}

function find(ports: GraphPorts, { token }: GraphRequest, id: string): readonly GraphObject[] {
  const { applications, identities } = ports.directory
  const principal = applications.servicePrincipalByObjectId(id)
  if (principal?.tenantId === token.tenantId) {
    return [{ '@odata.type': '#microsoft.graph.servicePrincipal', ...describeServicePrincipal(ports, principal) }]
  }
  const application = applications.findByObjectId(id)
  if (application?.tenantId !== token.tenantId || identities.findByClientId(application.appId)) return []
  return [{ '@odata.type': '#microsoft.graph.application', ...describeApplication(ports, application) }]
}
