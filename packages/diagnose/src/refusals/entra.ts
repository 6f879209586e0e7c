import { entraClientRefusals } from './entra-clients.ts'
import { entraFederationRefusals } from './entra-federation.ts'
import { entraPeopleRefusals } from './entra-people.ts'
import { entraRequestRefusals } from './entra-requests.ts'
import type { KnownRefusal } from './known-refusal.ts'

/** What Entra's codes mean and what to do, by code. AADSTS700024 is explained by its times instead (`assertion/`). */
export const entraRefusals: Readonly<Record<string, KnownRefusal>> = {
  ...entraFederationRefusals,
  ...entraClientRefusals,
  ...entraRequestRefusals,
  ...entraPeopleRefusals,
}

/** Codes that mean the same as another in {@link entraRefusals}. */
export const entraAliases: Readonly<Record<string, string>> = {
  AADSTS50166: 'AADSTS501661',
  AADSTS90061: 'AADSTS501661',
  AADSTS90014: 'AADSTS900144',
  AADSTS7000233: 'AADSTS700223',
}

/** What is known of a code of Entra; undefined where it is not in the list. */
export function entraRefusalOf(code: string): KnownRefusal | undefined {
  return entraRefusals[entraAliases[code] ?? code]
}
