import type { ReadService } from '../reader/service.ts'
import type { OrganizationAddress } from './organization-address.ts'

/** The least that a personal access token must be able to do for what is read here. */
export const LEAST_SCOPES = 'Build (read), Service Connections (read), Project and Team (read)'

/** An organization as a service to read, with the token's header. */
export function organizationService({ name, url }: OrganizationAddress, authorization: string): ReadService {
  return {
    name: 'Azure DevOps',
    url,
    authorization,
    signInHint: `Make a new token for the organization ${name} with the scopes ${LEAST_SCOPES}, and put it into AZURE_DEVOPS_EXT_PAT or a file (--token-file FILE); or log in with az login.`,
    rightsHint: `The token needs the scopes ${LEAST_SCOPES}, and its holder must be a reader of the project; for service connections, a user of them.`,
    answerHint:
      'Check the address: it must be that of an organization, and not of a portal; a server of your own must be Azure DevOps Server 2022 or later.',
  }
}
