import { type GraphAccess, graphAccessLevels } from '../ground/graph-access.ts'
import type { Guid } from '../ground/guid.ts'

/**
 * What applications were granted: rights in Microsoft Graph, and subscriptions in Azure. Nothing is granted that was not said: an application made
 * through Graph sees neither.
 */
export class Grants {
  readonly #graph = new Map<Guid, GraphAccess>()
  readonly #subscriptions = new Map<Guid, Set<Guid>>()

  /** Grants rights in Graph; higher ones that the application has already stay. */
  grantGraph(clientId: Guid, access: GraphAccess): void {
    if (!this.mayInGraph(clientId, access)) this.#graph.set(clientId.toLowerCase(), access)
  }

  /** What an application may do in Graph. */
  graphAccess(clientId: Guid): GraphAccess {
    return this.#graph.get(clientId.toLowerCase()) ?? 'none'
  }

  mayInGraph(clientId: Guid, wanted: GraphAccess): boolean {
    return graphAccessLevels.indexOf(this.graphAccess(clientId)) >= graphAccessLevels.indexOf(wanted)
  }

  /** Makes the application a contributor of a subscription. */
  grantSubscription(clientId: Guid, subscriptionId: Guid): void {
    const key = clientId.toLowerCase()
    const granted = this.#subscriptions.get(key) ?? new Set()
    this.#subscriptions.set(key, granted.add(subscriptionId.toLowerCase()))
  }

  /** The ids of the subscriptions that an application is a contributor of. */
  subscriptionsOf(clientId: Guid): ReadonlySet<Guid> {
    return this.#subscriptions.get(clientId.toLowerCase()) ?? NONE
  }

  /** Who may do what in Graph. */
  graphGrants(): IterableIterator<[Guid, GraphAccess]> {
    return this.#graph.entries()
  }

  /** Who is a contributor of what. */
  subscriptionGrants(): readonly (readonly [Guid, readonly Guid[]])[] {
    return [...this.#subscriptions].map(([clientId, ids]) => [clientId, [...ids]])
  }

  /** Takes away all that an application was granted. */
  revoke(clientId: Guid): void {
    this.#graph.delete(clientId.toLowerCase())
    this.#subscriptions.delete(clientId.toLowerCase())
  }
}

const NONE: ReadonlySet<Guid> = new Set()
