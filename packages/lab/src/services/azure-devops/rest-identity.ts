import type { Directory } from '../../directory/directory.ts'
import { AZURE_DEVOPS_APP_ID } from '../../ground/federation.ts'
import type { Guid } from '../../ground/guid.ts'
import { tokenOf } from '../../ground/http/authorization.ts'
import type { ServiceRequest } from '../../ground/http/service-request.ts'
import type { ProtectedResource } from '../bearer/access-token.ts'
import type { AccessTokenCheck } from '../bearer/access-token-check.ts'
import type { Jobs } from '../jobs/jobs.ts'

/** Who asks the REST API. */
export interface RestIdentity {
  readonly id: Guid
  readonly displayName: string
  readonly uniqueName: string
  /** The kind of identity and its name among those, with a semicolon between (public captures). */
  readonly descriptor: string
  /** The same as the Graph of Azure DevOps writes it: `svc.…`, `aadsp.…`, `aad.…`. */
  readonly subjectDescriptor: string
}

/** What a REST identity is found with. */
export interface IdentityPorts {
  readonly directory: Directory
  readonly jobs: Jobs
  readonly tokens: AccessTokenCheck
}

/** Azure DevOps as a resource of Entra: its application id, and the address that `az` documents beside it (Microsoft Learn, Azure DevOps tokens). */
const azureDevOps: ProtectedResource = {
  audiences: new Set([
    AZURE_DEVOPS_APP_ID,
    'https://app.vssps.visualstudio.com',
    'https://app.vssps.visualstudio.com/',
  ]),
}

/**
 * Who holds the token of a request: a step of a running job (its job token), a person (a personal access token, as the password of any user), or a
 * service principal (an access token of Entra). Undefined for anybody else. The lab gives all of them the same rights.
 */
export async function identify(ports: IdentityPorts, request: ServiceRequest): Promise<RestIdentity | undefined> {
  const authorization = request.header('authorization')
  const token = tokenOf(authorization) ?? ''
  const { directory, jobs, tokens } = ports
  const holder = jobs.authenticate(token)
  if (holder) return 'job' in holder ? buildService(directory) : undefined
  const personal = directory.personalAccessTokens.find(token)
  if (personal) return person(directory, personal.displayName)
  const verdict = await tokens.check(authorization, azureDevOps)
  if (verdict.kind !== 'accepted') return undefined
  const { clientId, principalId } = verdict.token
  const displayName = directory.applications.find(clientId)?.displayName ?? clientId
  return {
    id: principalId,
    displayName,
    uniqueName: clientId,
    descriptor: `Microsoft.VisualStudio.Services.Claims.AadServicePrincipal;${verdict.token.tenantId}\\${principalId}`,
    subjectDescriptor: `aadsp.${base64url(principalId)}`,
  }
}

/** Who has no good token, where the service answers all the same (public captures of `connectionData`). */
export const anonymous: RestIdentity = {
  id: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
  displayName: 'Anonymous',
  uniqueName: 'Anonymous',
  descriptor: 'System:PublicAccess;aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
  subjectDescriptor: `sys.${base64url('PublicAccess;aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa')}`,
}

/** The identity that jobs act as. */
export function buildService({ guid, home }: Directory): RestIdentity {
  const id = guid('build service', home.organization.id)
  const account = `${home.organization.id}:Build:${home.project.id}`
  return {
    id,
    displayName: `${home.project.name} Build Service (${home.organization.name})`,
    uniqueName: `Build\\${id}`,
    descriptor: `Microsoft.TeamFoundation.ServiceIdentity;${account}`,
    subjectDescriptor: `svc.${base64url(account)}`,
  }
}

function person({ guid, home }: Directory, displayName: string): RestIdentity {
  const id = guid('person', displayName)
  const uniqueName = `${displayName}@${home.tenant.domains[0]}`
  return {
    id,
    displayName,
    uniqueName,
    descriptor: `Microsoft.IdentityModel.Claims.ClaimsIdentity;${home.tenant.id}\\${uniqueName}`,
    subjectDescriptor: `aad.${base64url(id)}`,
  }
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

/** An identity as other objects refer to it. */
export function identityRef(identity: RestIdentity, collectionUrl: string): object {
  return {
    displayName: identity.displayName,
    url: `${collectionUrl}_apis/Identities/${identity.id}`,
    id: identity.id,
    uniqueName: identity.uniqueName,
    descriptor: identity.subjectDescriptor,
  }
}
