import type { Instant } from '@mintwell/clock'
import { LabError } from '../ground/errors.ts'
import type { IssuingService } from '../ground/federation.ts'
import type { Guid } from '../ground/guid.ts'
import type { Project } from './organizations.ts'

/** What a connection signs in with where it does not federate: a secret, or the private key and the certificate in PEM. Secret. */
export type ConnectionCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly pem: string }

/** A service connection of type Azure Resource Manager. */
export interface ServiceConnection {
  readonly id: Guid
  readonly name: string
  readonly description?: string
  readonly type: 'azurerm'
  readonly scheme: 'WorkloadIdentityFederation' | 'ServicePrincipal'
  /** Of the scheme `ServicePrincipal`. */
  readonly credential?: ConnectionCredential
  readonly project: Project
  readonly tenantId: Guid
  /** The client id of the app registration that the connection signs in as; empty in a draft that was made through the REST API. */
  readonly clientId: Guid
  readonly subscriptionId: Guid
  readonly subscriptionName: string
  readonly environment: 'AzureCloud'
  readonly issuerKind: IssuingService
  /** What the service puts into its tokens as `iss` and `sub`. */
  readonly issuer: string
  readonly subject: string
  readonly idTokenLifetimeSeconds?: number
  /** `Automatic` where the service made the app registration itself. Default `Manual`. */
  readonly creationMode?: 'Automatic' | 'Manual'
  /** A draft is not ready to be used. */
  readonly isDraft?: boolean
  readonly createdAt: Instant
  readonly changedAt?: Instant
  /** The other projects that have it too. */
  readonly sharedWith?: readonly ConnectionShare[]
}

/** What a connection is called in a project that it is shared with. */
export interface ConnectionShare {
  readonly projectId: Guid
  readonly name: string
  readonly description: string
}

/** The service connections of the lab, found by id, or by name (without case) in a project. */
export class ServiceConnections {
  readonly #byId = new Map<string, ServiceConnection>()
  readonly #byName = new Map<string, ServiceConnection>()

  /** Throws `ERR_DIRECTORY_CONFLICT` when the id, or the name in the project, is taken. */
  add(connection: ServiceConnection): ServiceConnection {
    const byName = nameKey(connection.project, connection.name)
    if (this.#byId.has(connection.id) || this.#byName.has(byName)) {
      throw new LabError('ERR_DIRECTORY_CONFLICT', { connection: connection.name })
    }
    this.#byId.set(connection.id, connection)
    this.#byName.set(byName, connection)
    return connection
  }

  /** Puts a changed connection in the place of the one with its id. Throws `ERR_DIRECTORY_MISSING` or, when its new name is taken, `ERR_DIRECTORY_CONFLICT`. */
  replace(connection: ServiceConnection): ServiceConnection {
    const former = this.#byId.get(connection.id)
    if (!former) throw new LabError('ERR_DIRECTORY_MISSING', { connection: connection.id })
    const byName = nameKey(connection.project, connection.name)
    const holder = this.#byName.get(byName)
    if (holder && holder.id !== connection.id) {
      throw new LabError('ERR_DIRECTORY_CONFLICT', { connection: connection.name })
    }
    this.#byName.delete(nameKey(former.project, former.name))
    this.#byName.set(byName, connection)
    this.#byId.set(connection.id, connection)
    return connection
  }

  /** False when there was none. */
  remove(id: string): boolean {
    const present = this.findById(id)
    if (!present) return false
    this.#byName.delete(nameKey(present.project, present.name))
    return this.#byId.delete(present.id)
  }

  findById(id: string): ServiceConnection | undefined {
    return this.#byId.get(id.toLowerCase())
  }

  find(project: Project, nameOrId: string): ServiceConnection | undefined {
    return this.#byName.get(nameKey(project, nameOrId)) ?? this.findById(nameOrId)
  }

  all(): IterableIterator<ServiceConnection> {
    return this.#byId.values()
  }
}

function nameKey(project: Project, name: string): string {
  return `${project.id}/${name.toLowerCase()}`
}
