import { anthropic } from './anthropic.ts'
import { aws } from './aws.ts'
import { entra } from './entra.ts'
import { gcp } from './gcp.ts'
import { keycloak } from './keycloak.ts'
import { kubernetes } from './kubernetes.ts'
import { octoSts } from './octo-sts.ts'
import { npm, pypi } from './package-registries.ts'
import type { Party } from './party.ts'
import { vault } from './vault.ts'

/** The relying parties whose rules are known, in the order of the help page. A new one is a file beside these and a line here. */
export const partyList: readonly Party[] = [entra, aws, gcp, vault, kubernetes, keycloak, anthropic, octoSts, npm, pypi]
