import type { UserAssignedIdentity } from '../../directory/user-assigned-identities.ts'
import { type ArmAnswer, listOf } from './answers.ts'
import { IDENTITY_TYPE, summarizeIdentity } from './identities.ts'
import { filtered } from './resource-filter.ts'

/** `GET …/resources` of a subscription or of a resource group, with `$filter`: user-assigned identities are all the resources that a lab has. Fails with 400. */
export function listResources(url: string, identities: readonly UserAssignedIdentity[]): ArmAnswer {
  const described = (identity: UserAssignedIdentity) => ({ ...identity, type: IDENTITY_TYPE })
  return listOf(filtered(url, identities, described).map(summarizeIdentity))
}
