import { json } from './answers.ts'
import type { RestCall, RestPorts, RestResource } from './rest-call.ts'

const PREVIEW_ONLY = { newest: '7.2', released: '0.0', revision: 1 } as const

/** Who one is and where one is. Without a good token one is Anonymous, by which clients learn that their token is not accepted (public captures). */
export const connectionDataResource: RestResource = {
  method: 'GET',
  path: '/_apis/connectiondata',
  versions: PREVIEW_ONLY,
  open: true,
  answer: (ports, call) => json(ports, 200, JSON.stringify(connectionData(ports, call))),
}

/** As far as clients read it (public captures). */
function connectionData({ directory }: RestPorts, { identity, organization, collectionUrl }: RestCall): object {
  const user = {
    id: identity.id,
    descriptor: identity.descriptor,
    subjectDescriptor: identity.subjectDescriptor,
    providerDisplayName: identity.displayName,
    isActive: true,
    properties: { Account: { $type: 'System.String', $value: identity.uniqueName } },
  }
  return {
    authenticatedUser: user,
    authorizedUser: user,
    instanceId: organization.id,
    deploymentId: directory.guid('deployment'),
    deploymentType: 'hosted',
    locationServiceData: {
      serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7',
      defaultAccessMappingMoniker: 'PublicAccessMapping',
      accessMappings: [
        { moniker: 'PublicAccessMapping', displayName: 'Host Guid Access Mapping', accessPoint: collectionUrl },
      ],
      serviceDefinitions: [],
      lastChangeId: 1,
      lastChangeId64: 1,
    },
  }
}
