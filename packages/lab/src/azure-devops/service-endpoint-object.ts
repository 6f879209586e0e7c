import type { ServiceConnection } from '../directory/service-connections.ts'
import { serviceEndpoint } from '../jobs/service-endpoint.ts'
import { timeText } from './build-object.ts'
import { projectReference } from './project-resources.ts'
import type { RestCall } from './rest-call.ts'
import { identityRef, type RestIdentity } from './rest-identity.ts'

/** A service connection as the REST API tells of it (facts: members of azure-devops-extension-api and of the Terraform provider). Issuer and subject are the service's own. */
export function serviceEndpointObject(connection: ServiceConnection, call: RestCall, creator: RestIdentity): object {
  const { name, description = '', project } = connection
  const { id, type, url, authorization, data } = serviceEndpoint(connection)
  const by = identityRef(creator, call.collectionUrl)
  return {
    data: { ...data, ...(connection.isDraft ? { isDraft: 'True' } : {}) },
    id,
    name,
    type,
    url,
    createdBy: by,
    creationDate: timeText(connection.createdAt),
    ...(connection.changedAt === undefined ? {} : { modifiedBy: by, modificationDate: timeText(connection.changedAt) }),
    description,
    authorization,
    isShared: false,
    isOutdated: false,
    isReady: !connection.isDraft,
    isDisabled: false,
    owner: 'Library',
    serviceEndpointProjectReferences: [
      { projectReference: projectReference(project, call.collectionUrl), name, description },
    ],
  }
}
