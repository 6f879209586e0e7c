import type { Guid } from '../ground/guid.ts'

export interface Subscription {
  readonly id: Guid
  readonly displayName: string
  readonly tenantId: Guid
}

/** The subscriptions of the lab. */
export class Subscriptions {
  readonly #byId = new Map<string, Subscription>()

  /** Adds a subscription; the present one with its id stays. */
  add(subscription: Subscription): Subscription {
    const id = subscription.id.toLowerCase()
    const present = this.#byId.get(id)
    if (present) return present
    const record = { ...subscription, id }
    this.#byId.set(id, record)
    return record
  }

  find(id: string): Subscription | undefined {
    return this.#byId.get(id.toLowerCase())
  }

  all(): IterableIterator<Subscription> {
    return this.#byId.values()
  }
}
