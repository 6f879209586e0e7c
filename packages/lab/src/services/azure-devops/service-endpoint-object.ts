import type { Project } from '../../directory/organizations.ts'
import type { ServiceConnection } from '../../directory/service-connections.ts'
import { jobEndpoint } from '../jobs/job-endpoint.ts'
import { timeText } from './build-object.ts'
import { projectReference } from './project-resources.ts'
import type { RestCall } from './rest-call.ts'
import { identityRef, type RestIdentity } from './rest-identity.ts'
import { shareOf } from './service-endpoint-sharing.ts'

/** A service connection as the REST API shows it (members of azure-devops-extension-api and of terraform-provider-azuredevops). Issuer and subject are the service's own. */
export function serviceEndpointObject(
  connection: ServiceConnection,
  call: RestCall,
  creator: RestIdentity,
  projects: readonly Project[],
): object {
  const { project, sharedWith = [] } = connection
  const { name, description = '' } = (call.project && shareOf(connection, call.project)) ?? connection
  const { id, type, url, scheme, parameters, data } = jobEndpoint(connection)
  const referenceTo = (to: Project, called: { readonly name: string; readonly description?: string }) => ({
    projectReference: projectReference(to, call.collectionUrl),
    name: called.name,
    description: called.description ?? '',
  })
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
    authorization: { scheme, parameters: shown(parameters) },
    isShared: sharedWith.length > 0,
    isOutdated: false,
    isReady: !connection.isDraft,
    isDisabled: false,
    owner: 'Library',
    serviceEndpointProjectReferences: [
      referenceTo(project, connection),
      ...sharedWith.flatMap((share) => {
        const other = projects.find(({ id }) => id === share.projectId)
        return other ? [referenceTo(other, share)] : []
      }),
    ],
  }
}

/** Secrets are never shown: the service writes null in their place. */
function shown(parameters: Readonly<Record<string, string>>): Readonly<Record<string, string | null>> {
  const secrets = ['serviceprincipalkey', 'serviceprincipalcertificate']
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, secrets.includes(name.toLowerCase()) ? null : value]),
  )
}
