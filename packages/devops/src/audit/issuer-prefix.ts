import type { OrganizationConnection } from '../resources/connections.ts'

/**
 * Who issues a connection's ID tokens, by the beginning of its issuer; `not-visible` where this reader may not see it, `not-federated` where the connection signs in with something else.
 * Never by the field that names the issuer's type: no document has its value for the old issuer.
 */
export type ConnectionIssuer = 'entra' | 'azure-devops' | 'other' | 'not-visible' | 'not-federated'

/** The issuer that retires (Microsoft Learn, "Convert service connections", June 2026). */
export const OLD_ISSUER = 'https://vstoken.dev.azure.com'

/** Where Entra issues, in each cloud (Microsoft Learn, "National clouds"). */
const ENTRA: readonly string[] = [
  'https://login.microsoftonline.com',
  'https://login.microsoftonline.us',
  'https://login.microsoftonline.de',
  'https://login.partner.microsoftonline.cn',
  'https://login.chinacloudapi.cn',
  'https://sts.windows.net',
  'https://sts.chinacloudapi.cn',
]

/** Parameters by which extensions say that a connection federates, without an issuer to be seen (AWS Toolkit, `useOIDC`). */
const SWITCHES: readonly string[] = ['useoidc', 'useroidc', 'usefederation']

/** The issuer that a connection shows; undefined where it shows none. */
export function issuerOf({ authorization }: Pick<OrganizationConnection, 'authorization'>): string | undefined {
  return authorization?.parameters.workloadidentityfederationissuer
}

/** The kind of issuer that an address belongs to: its prefix as a whole host, so that no longer name passes for it. */
export function issuerKindOf(issuer: string): 'entra' | 'azure-devops' | 'other' {
  const begins = (prefix: string) => issuer === prefix || issuer.startsWith(`${prefix}/`)
  if (begins(OLD_ISSUER)) return 'azure-devops'
  return ENTRA.some(begins) ? 'entra' : 'other'
}

/** A docker or other connection may federate under the scheme `ServicePrincipal`, so what counts first is the issuer, then the scheme. */
export function connectionIssuer(connection: OrganizationConnection): ConnectionIssuer {
  const { authorization, data } = connection
  if (authorization === null) return 'not-visible'
  const issuer = issuerOf(connection)
  if (issuer !== undefined) return issuerKindOf(issuer)
  return federates(connection) || SWITCHES.some((name) => data[name] === 'true') ? 'not-visible' : 'not-federated'
}

/** Whether a connection says that it federates, with or without an issuer to be seen. */
export function federates({ authorization }: Pick<OrganizationConnection, 'authorization'>): boolean {
  if (authorization === null) return false
  const { scheme, parameters } = authorization
  if (/^workloadidentityfederation$/i.test(scheme ?? '') || parameters.workloadidentityfederationissuer !== undefined)
    return true
  return SWITCHES.some((name) => parameters[name]?.toLowerCase() === 'true')
}
