import { dotNetBytes, type Guid } from '../../ground/guid.ts'

/** What stands around the ids in public samples: a version in front, flags behind. */
const FRONT = Buffer.from([1, 4, 0])
const BACK = Buffer.from([4, 1, 0, 4, 0])

/** Makes `rh`, the revocation hint of Entra's tokens, which clients do not read: tenant and resource, as public samples decode. Kept, for it is in every token. */
export class RevocationHints {
  readonly #made = new Map<Guid, Map<Guid, string>>()

  of(tenantId: Guid, resourceId: Guid): string {
    const ofTenant = this.#made.get(tenantId)
    const present = ofTenant?.get(resourceId)
    if (present !== undefined) return present
    const hint = `1.${Buffer.concat([FRONT, dotNetBytes(tenantId), dotNetBytes(resourceId), BACK]).toString('base64url')}.`
    if (ofTenant) ofTenant.set(resourceId, hint)
    else this.#made.set(tenantId, new Map([[resourceId, hint]]))
    return hint
  }
}
