import { LabError } from '../ground/errors.ts'
import type { Guid } from '../ground/guid.ts'

export interface Tenant {
  readonly id: Guid
  readonly displayName: string
  /** Verified domains, which can stand for the id in a URL. */
  readonly domains: readonly string[]
}

/** The tenants of the lab, found by id or by domain. */
export class Tenants {
  readonly #byName = new Map<string, Tenant>()
  readonly #all: Tenant[] = []

  /** Throws `ERR_DIRECTORY_CONFLICT` when the id or a domain is taken. */
  add(tenant: Tenant): Tenant {
    const names = [tenant.id, ...tenant.domains].map((name) => name.toLowerCase())
    const taken = names.find((name) => this.#byName.has(name))
    if (taken !== undefined) throw new LabError('ERR_DIRECTORY_CONFLICT', { tenant: taken })
    const record = { ...tenant, id: tenant.id.toLowerCase() }
    for (const name of names) this.#byName.set(name, record)
    this.#all.push(record)
    return record
  }

  find(idOrDomain: string): Tenant | undefined {
    return this.#byName.get(idOrDomain.toLowerCase())
  }

  all(): readonly Tenant[] {
    return this.#all
  }
}
