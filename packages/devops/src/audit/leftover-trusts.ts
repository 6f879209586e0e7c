import type { OrganizationConnection } from '../resources/connections.ts'
import type { TrustingApplication } from '../trust/applications.ts'
import { presentTrust } from './expected-trust.ts'
import { issuerKindOf } from './issuer-prefix.ts'

/** A credential of the old issuer that belongs to no connection that was seen. */
export interface LeftoverTrust {
  readonly application: string
  readonly appId: string
  readonly credential: string
  readonly issuer: string
  readonly subject: string
}

/**
 * Credentials of the old issuer that no connection's tokens fit. Its subjects are names, so whoever may create a connection of that name gets the rights of the application. (Entra's
 * subjects are ids, which are never used twice.)
 */
export function findLeftovers(
  applications: readonly TrustingApplication[],
  connections: readonly OrganizationConnection[],
): readonly LeftoverTrust[] {
  const used = new Set(
    connections.flatMap((connection) => {
      const trust = presentTrust(connection)
      return trust ? [keyOf(trust.issuer, trust.subject)] : []
    }),
  )
  return applications.flatMap(({ displayName, appId, federatedIdentityCredentials }) =>
    federatedIdentityCredentials.flatMap(({ name, issuer, subject }) =>
      subject === null || issuerKindOf(issuer) !== 'azure-devops' || used.has(keyOf(issuer, subject))
        ? []
        : [{ application: displayName, appId, credential: name, issuer, subject }],
    ),
  )
}

function keyOf(issuer: string, subject: string): string {
  return JSON.stringify([issuer, subject])
}
