import { LabError } from '../ground/errors.ts'
import type { Guid } from '../ground/guid.ts'
import { checkCredential, type FederatedCredential } from './federated-credentials.ts'
import type { PasswordCredential } from './registrations.ts'

/** An app registration. */
export interface Application {
  /** The client id. */
  readonly appId: Guid
  readonly objectId: Guid
  readonly displayName: string
  /** The tenant that it is registered in. */
  readonly tenantId: Guid
  readonly federatedCredentials: readonly FederatedCredential[]
}

/** What an application is in a tenant: the identity that its tokens are for. */
export interface ServicePrincipal {
  readonly objectId: Guid
  readonly appId: Guid
  readonly tenantId: Guid
  /** Client secrets of its own, beside those of the application. */
  readonly passwords?: readonly PasswordCredential[]
  /** Members of Graph's `servicePrincipal` that somebody wrote. */
  readonly properties?: Readonly<Record<string, unknown>>
}

/** The app registrations of the lab with their service principals; every look-up takes the same time however many there are. */
export class Applications {
  readonly #byClientId = new Map<string, Application>()
  readonly #clientIdByObjectId = new Map<string, string>()
  readonly #principals = new Map<string, ServicePrincipal>()
  readonly #principalsByObjectId = new Map<string, ServicePrincipal>()

  /** Throws `ERR_DIRECTORY_CONFLICT` when the client id or the object id is taken. */
  add(application: Application): Application {
    const clientId = application.appId.toLowerCase()
    if (this.#byClientId.has(clientId) || this.#clientIdByObjectId.has(application.objectId)) {
      throw new LabError('ERR_DIRECTORY_CONFLICT', { application: clientId })
    }
    const record = { ...application, appId: clientId }
    this.#byClientId.set(clientId, record)
    this.#clientIdByObjectId.set(application.objectId, clientId)
    return record
  }

  /** Makes the application's service principal in a tenant; the present one stays. */
  addServicePrincipal(principal: ServicePrincipal): ServicePrincipal {
    const key = principalKey(principal.tenantId, principal.appId)
    const present = this.#principals.get(key)
    if (present) return present
    this.#principals.set(key, principal)
    this.#principalsByObjectId.set(principal.objectId, principal)
    return principal
  }

  /** Puts a changed service principal in the place of the one with its object id. Throws `ERR_DIRECTORY_MISSING`. */
  replaceServicePrincipal(principal: ServicePrincipal): void {
    const key = principalKey(principal.tenantId, principal.appId)
    if (this.#principals.get(key)?.objectId !== principal.objectId) {
      throw new LabError('ERR_DIRECTORY_MISSING', { servicePrincipal: principal.objectId })
    }
    this.#principals.set(key, principal)
    this.#principalsByObjectId.set(principal.objectId, principal)
  }

  /** False when there was none. */
  removeServicePrincipal(tenantId: Guid, clientId: string): boolean {
    const present = this.servicePrincipal(tenantId, clientId)
    if (!present) return false
    this.#principalsByObjectId.delete(present.objectId)
    return this.#principals.delete(principalKey(tenantId, clientId))
  }

  /** Gives an application another name. Throws `ERR_DIRECTORY_MISSING`. */
  rename(clientId: string, displayName: string): Application {
    const renamed = { ...this.#require(clientId), displayName }
    this.#byClientId.set(renamed.appId, renamed)
    return renamed
  }

  /** Removes an application and its service principal in its own tenant. False when there was none. */
  remove(clientId: string): boolean {
    const application = this.find(clientId)
    if (!application) return false
    this.removeServicePrincipal(application.tenantId, application.appId)
    this.#clientIdByObjectId.delete(application.objectId)
    return this.#byClientId.delete(application.appId)
  }

  find(clientId: string): Application | undefined {
    return this.#byClientId.get(clientId.toLowerCase())
  }

  findByObjectId(objectId: string): Application | undefined {
    return this.#byClientId.get(this.#clientIdByObjectId.get(objectId.toLowerCase()) ?? '')
  }

  servicePrincipal(tenantId: Guid, clientId: string): ServicePrincipal | undefined {
    return this.#principals.get(principalKey(tenantId, clientId))
  }

  servicePrincipalByObjectId(objectId: string): ServicePrincipal | undefined {
    return this.#principalsByObjectId.get(objectId.toLowerCase())
  }

  servicePrincipals(): IterableIterator<ServicePrincipal> {
    return this.#principals.values()
  }

  all(): IterableIterator<Application> {
    return this.#byClientId.values()
  }

  /**
   * Adds a federated identity credential, or replaces the one with its id. Throws `ERR_DIRECTORY_MISSING`, and what {@link checkCredential} throws.
   */
  putCredential(clientId: string, credential: FederatedCredential): FederatedCredential {
    const application = this.#require(clientId)
    checkCredential(credential, application.federatedCredentials)
    const others = application.federatedCredentials.filter((other) => other.id !== credential.id)
    this.#byClientId.set(application.appId, { ...application, federatedCredentials: [...others, credential] })
    return credential
  }

  /** Removes a credential by id or name. False when there was none. Throws `ERR_DIRECTORY_MISSING` for an unknown application. */
  removeCredential(clientId: string, idOrName: string): boolean {
    const application = this.#require(clientId)
    const left = application.federatedCredentials.filter(({ id, name }) => id !== idOrName && name !== idOrName)
    this.#byClientId.set(application.appId, { ...application, federatedCredentials: left })
    return left.length < application.federatedCredentials.length
  }

  #require(clientId: string): Application {
    const application = this.find(clientId)
    if (!application) throw new LabError('ERR_DIRECTORY_MISSING', { application: clientId })
    return application
  }
}

function principalKey(tenantId: Guid, clientId: string): string {
  return `${tenantId}/${clientId.toLowerCase()}`
}
