import type { Application } from '../../directory/applications.ts'
import type { GraphAccess } from '../../ground/graph-access.ts'
import type { Claims } from '../../ground/keys/sign-jwt.ts'
import { microsoftGraph } from '../bearer/access-token.ts'

/** The application permissions in Graph that each level has; Microsoft's nearest, where theirs are cut otherwise. */
const ROLES: Readonly<Record<GraphAccess, readonly string[]>> = {
  none: [],
  read: ['Application.Read.All', 'Organization.Read.All'],
  credentials: ['Application.Read.All', 'Application.ReadWrite.OwnedBy', 'Organization.Read.All'],
  write: ['Application.ReadWrite.All', 'Organization.Read.All'],
}

/** What `wids` of an app-only token has where the application has no directory role (public samples). */
const NO_DIRECTORY_ROLE = '0997a1d0-0d1d-4acb-b408-d5ca73121e90'

/**
 * What app-only tokens for Microsoft Graph have beside those for other resources (public samples); clients read them, such as the CLI for Microsoft 365
 * `app_displayname`. Empty for other resources.
 */
export function graphClaims(audience: string, { displayName }: Application, access: GraphAccess): Claims {
  if (!microsoftGraph.audiences.has(audience)) return {}
  const roles = ROLES[access]
  return {
    app_displayname: displayName,
    ...(roles.length > 0 ? { roles } : {}),
    tenant_region_scope: 'WW',
    wids: [NO_DIRECTORY_ROLE],
  }
}
