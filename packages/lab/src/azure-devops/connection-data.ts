import type { Organization } from '../directory/organizations.ts'
import { collectionUri } from '../jobs/system-variables.ts'
import type { RestPorts } from './rest-call.ts'
import { buildService } from './rest-identity.ts'

/** Who one is and where one is, as far as clients read it (public captures). Everybody is shown as the build service. */
export function connectionData({ directory, baseUrl }: RestPorts, organization: Organization): object {
  const { guid, home } = directory
  const { id, displayName } = buildService(directory)
  const user = {
    id,
    descriptor: `Microsoft.TeamFoundation.ServiceIdentity;${organization.id}:Build:${home.project.id}`,
    subjectDescriptor: `svc.${Buffer.from(`${organization.id}:Build:${home.project.id}`).toString('base64url')}`,
    providerDisplayName: displayName,
    isActive: true,
    properties: {},
  }
  const accessPoint = collectionUri({ ...home.project, organization }, baseUrl())
  return {
    authenticatedUser: user,
    authorizedUser: user,
    instanceId: organization.id,
    deploymentId: guid('deployment'),
    deploymentType: 'hosted',
    locationServiceData: {
      serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7',
      defaultAccessMappingMoniker: 'PublicAccessMapping',
      accessMappings: [{ moniker: 'PublicAccessMapping', displayName: 'Host Guid Access Mapping', accessPoint }],
      serviceDefinitions: [],
      lastChangeId: 1,
      lastChangeId64: 1,
    },
  }
}
