import type { Guid } from '../ground/guid.ts'

/** A resource group of Azure. */
export interface ResourceGroup {
  readonly subscriptionId: Guid
  /** As it was first written; it compares without case. */
  readonly name: string
  readonly location: string
  readonly tags: Readonly<Record<string, string>>
}

/** The resource groups of the lab, by subscription and name. */
export class ResourceGroups {
  readonly #bySubscription = new Map<Guid, Map<string, ResourceGroup>>()

  /** Adds a group, or replaces the one of its name. */
  put(group: ResourceGroup): ResourceGroup {
    const ofSubscription = this.#bySubscription.get(group.subscriptionId) ?? new Map<string, ResourceGroup>()
    this.#bySubscription.set(group.subscriptionId, ofSubscription.set(group.name.toLowerCase(), group))
    return group
  }

  find(subscriptionId: Guid, name: string): ResourceGroup | undefined {
    return this.#bySubscription.get(subscriptionId)?.get(name.toLowerCase())
  }

  /** False when there was none. */
  remove(subscriptionId: Guid, name: string): boolean {
    return this.#bySubscription.get(subscriptionId)?.delete(name.toLowerCase()) ?? false
  }

  all(): readonly ResourceGroup[] {
    return [...this.#bySubscription.values()].flatMap((groups) => [...groups.values()])
  }

  list(subscriptionId: Guid): readonly ResourceGroup[] {
    return [...(this.#bySubscription.get(subscriptionId)?.values() ?? [])]
  }
}
