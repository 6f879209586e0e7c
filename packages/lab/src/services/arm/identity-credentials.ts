import type { Application } from '../../directory/applications.ts'
import type { FederatedCredential } from '../../directory/federated-credentials.ts'
import type { UserAssignedIdentity } from '../../directory/user-assigned-identities.ts'
import { LabError } from '../../ground/errors.ts'
import { randomGuid } from '../../ground/random-guid.ts'
import { type ArmAnswer, listOf } from './answers.ts'
import { type ArmError, armErrors, fail } from './arm-error.ts'
import { IDENTITY_TYPE, identityId } from './identities.ts'
import type { ArmPorts } from './ports.ts'
import { type ArmBody, type ArmRequest, isObject, readObject } from './request.ts'

const TYPE = `${IDENTITY_TYPE}/federatedIdentityCredentials`

/** `GET …/federatedIdentityCredentials`. */
export function listCredentials(ports: ArmPorts, identity: UserAssignedIdentity): ArmAnswer {
  return listOf(credentialsOf(ports, identity).map((credential) => describe(identity, credential)))
}

/** `GET …/federatedIdentityCredentials/{name}`. Fails with 404. */
export function showCredential(ports: ArmPorts, identity: UserAssignedIdentity, name: string): ArmAnswer {
  const missing = armErrors.resourceNotFound(TYPE, `${identity.name}/${name}`, identity.resourceGroup)
  return { status: 200, body: describe(identity, find(ports, identity, name) ?? fail(missing)) }
}

/** `PUT …/federatedIdentityCredentials/{name}`: 201 for a new one, 200 for one that is changed. Fails with 400. */
export async function putCredential(
  ports: ArmPorts,
  identity: UserAssignedIdentity,
  request: ArmRequest,
): Promise<ArmAnswer> {
  const name = request.path.names[1] ?? ''
  const wanted = readCredential(await readObject(request))
  const present = find(ports, identity, name)
  const id = present?.id ?? randomGuid(ports.random)
  try {
    const credential = { id, name: present?.name ?? name, ...wanted, createdAt: ports.clock.now() }
    ports.directory.applications.putCredential(identity.clientId, credential)
    return { status: present ? 200 : 201, body: describe(identity, credential) }
  } catch (error) {
    return fail(refusalOf(error, name))
  }
}

/** `DELETE …/federatedIdentityCredentials/{name}`: 204 where there is none. */
export function deleteCredential(ports: ArmPorts, identity: UserAssignedIdentity, name: string): ArmAnswer {
  const present = find(ports, identity, name)
  if (!present) return { status: 204 }
  ports.directory.applications.removeCredential(identity.clientId, present.id)
  return { status: 200 }
}

/** The refusal of a second write to one identity's credentials while the first is under way (public captures). */
export function concurrentWrites(identity: UserAssignedIdentity): ArmError {
  return {
    status: 409,
    code: 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
    message: `Too many Federated Identity Credentials are written concurrently for the managed identity '${identityId(identity)}'. Concurrent Federated Identity Credentials writes under the same managed identity are not supported.`,
  }
}

function credentialsOf({ directory }: ArmPorts, { clientId }: UserAssignedIdentity): readonly FederatedCredential[] {
  return (directory.applications.find(clientId) as Application).federatedCredentials
}

/** Names of resources compare without case. */
function find(ports: ArmPorts, identity: UserAssignedIdentity, name: string): FederatedCredential | undefined {
  return credentialsOf(ports, identity).find((credential) => credential.name.toLowerCase() === name.toLowerCase())
}

function describe(identity: UserAssignedIdentity, { name, issuer, subject, audiences }: FederatedCredential): object {
  return {
    id: `${identityId(identity)}/federatedIdentityCredentials/${name}`,
    name,
    type: TYPE,
    properties: { issuer, subject, audiences },
  }
}

function readCredential(body: ArmBody): Pick<FederatedCredential, 'issuer' | 'subject' | 'audiences'> {
  const { issuer, subject, audiences } = isObject(body.properties) ? body.properties : {}
  if (typeof issuer !== 'string' || typeof subject !== 'string' || !issuer || !subject) return fail(emptyProperties)
  if (!Array.isArray(audiences) || !audiences.every((audience) => typeof audience === 'string')) {
    return fail(emptyProperties)
  }
  return { issuer, subject, audiences: audiences as readonly string[] }
}

/** What the directory refuses, in the service's words (Microsoft Learn, considerations for federated credentials, errors). */
function refusalOf(error: unknown, name: string): ArmError {
  if (!(error instanceof LabError)) throw error
  const { code, data } = error
  if (code === 'ERR_CREDENTIAL_EXISTS') {
    return badRequest('Issuer and subject combination already exists for this Managed Identity.')
  }
  if (code === 'ERR_CREDENTIAL_LIMIT') {
    return badRequest(`Too many Federated Identity Credentials. The limit is ${data.limit}.`)
  }
  if (data.field === 'audiences') return badRequest('Federated identity credentials must have exactly one audience.')
  if (data.field === 'name') return badRequest(`Federated Identity Credential name '${name}' is invalid.`)
  // The text is the lab's own.
  return badRequest(`The Federated Identity Credential's ${data.field} is invalid: it must be ${data.rule}.`)
}

const emptyProperties = badRequest('Federated Identity Credential from HTTP body has empty properties')

function badRequest(message: string): ArmError {
  return { status: 400, code: 'BadRequest', message }
}
