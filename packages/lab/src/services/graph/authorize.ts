import { ENTRA_HOST } from '../../ground/federation.ts'
import type { GraphAccess } from '../../ground/graph-access.ts'
import { type AccessToken, microsoftGraph, type TokenProblem } from '../bearer/access-token.ts'
import { fail, graphErrors } from './graph-error.ts'
import type { GraphPorts } from './ports.ts'

/** Microsoft Graph as an application. */
const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000'

/** Checks the access token of a request. Fails with 401, in the words of the real service. */
export async function requireToken(ports: GraphPorts, request: Request): Promise<AccessToken> {
  const verdict = await ports.tokens.check(request.headers.get('authorization'), microsoftGraph)
  if (verdict.kind === 'accepted') return verdict.token
  const message = describe(verdict)
  return fail({
    status: 401,
    code: 'InvalidAuthenticationToken',
    message,
    challenge: `Bearer realm="", authorization_uri="https://${ENTRA_HOST}/common/oauth2/authorize", client_id="${GRAPH_APP_ID}", error="invalid_token", error_description="${message}"`,
  })
}

/**
 * Checks that the client may do what it asks for. Fails with 403.
 *
 * The applications of service connections have `credentials` unless the settings say otherwise: they read all, and they manage the federated identity
 * credentials of applications, so that `az ad app federated-credential create|delete` works in every lab. To make and change applications one needs
 * `write`; applications created through Graph have nothing.
 */
export function requireAccess({ directory }: GraphPorts, token: AccessToken, access: GraphAccess): void {
  if (!directory.grants.mayInGraph(token.clientId, access)) fail(graphErrors.denied)
}

/** All texts but that of a token of another kind are from public captures. */
function describe(problem: TokenProblem): string {
  switch (problem.kind) {
    case 'missing':
      return 'Access token is empty.'
    case 'scheme':
    case 'malformed':
      return 'CompactToken parsing failed with error code: 80049217'
    case 'signature':
      return 'Signing key is invalid.'
    case 'audience':
      return 'Access token validation failure. Invalid audience.'
    case 'issuer':
      return 'Access token validation failure. Invalid issuer.'
    case 'principal':
      return 'Access token validation failure. The token is not for an application.'
    case 'expired':
      return 'Lifetime validation failed, the token is expired.'
    case 'not-yet-valid':
      return 'Access token has expired or is not yet valid.'
  }
}
