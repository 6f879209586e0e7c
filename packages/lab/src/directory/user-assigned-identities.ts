import type { Guid } from '../ground/guid.ts'

/**
 * A user-assigned managed identity. Its federated credentials are those of the application record with its client id, which the directory keeps so
 * that Entra finds it as it finds every client; Graph shows its service principal alone, as in the cloud.
 */
export interface UserAssignedIdentity {
  readonly subscriptionId: Guid
  readonly resourceGroup: string
  readonly name: string
  readonly location: string
  readonly tags: Readonly<Record<string, string>>
  readonly tenantId: Guid
  readonly clientId: Guid
  /** The object id of its service principal. */
  readonly principalId: Guid
}

/** The user-assigned identities of the lab, by where they are and by client id. */
export class UserAssignedIdentities {
  readonly #byPlace = new Map<string, UserAssignedIdentity>()
  readonly #byClientId = new Map<Guid, UserAssignedIdentity>()

  /** Adds an identity, or replaces the one at its place. */
  put(identity: UserAssignedIdentity): UserAssignedIdentity {
    this.#byPlace.set(placeOf(identity.subscriptionId, identity.resourceGroup, identity.name), identity)
    this.#byClientId.set(identity.clientId, identity)
    return identity
  }

  find(subscriptionId: Guid, resourceGroup: string, name: string): UserAssignedIdentity | undefined {
    return this.#byPlace.get(placeOf(subscriptionId, resourceGroup, name))
  }

  findByClientId(clientId: Guid): UserAssignedIdentity | undefined {
    return this.#byClientId.get(clientId.toLowerCase())
  }

  all(): IterableIterator<UserAssignedIdentity> {
    return this.#byPlace.values()
  }

  /** The identities of a subscription, or of one of its resource groups. */
  list(subscriptionId: Guid, resourceGroup?: string): readonly UserAssignedIdentity[] {
    const group = resourceGroup?.toLowerCase()
    return [...this.#byPlace.values()].filter(
      (identity) =>
        identity.subscriptionId === subscriptionId &&
        (group === undefined || identity.resourceGroup.toLowerCase() === group),
    )
  }

  remove(identity: UserAssignedIdentity): void {
    this.#byPlace.delete(placeOf(identity.subscriptionId, identity.resourceGroup, identity.name))
    this.#byClientId.delete(identity.clientId)
  }
}

function placeOf(subscriptionId: Guid, resourceGroup: string, name: string): string {
  return `${subscriptionId}/${resourceGroup.toLowerCase()}/${name.toLowerCase()}`
}
