import { type KeyObject, X509Certificate } from 'node:crypto'
import type { Application } from '../../directory/applications.ts'
import type { CertificateCredential } from '../../directory/certificate-credentials.ts'
import type { Tenant } from '../../directory/tenants.ts'
import { isGuid } from '../../ground/guid.ts'
import type { Assertion } from './assertion.ts'
import { ANY_TENANT } from './find-tenant.ts'
import { entraHosts } from './instance-discovery.ts'
import type { PresentedAssertion } from './known-assertions.ts'
import type { EntraPorts } from './ports.ts'
import { refuse } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'
import { keyIdentifier } from './verify-assertion.ts'

/** Did an application sign this assertion itself? Then its issuer is a client id; an issuer of federated tokens has a URL. */
export function isOwnAssertion({ issuer }: Assertion): boolean {
  return isGuid(issuer)
}

/**
 * Checks an assertion that the application signed itself, with a certificate that is registered on it (Microsoft Learn, certificate credentials).
 * Refuses with 700021, 50048, 700023 or 700027; the time is checked like that of every assertion.
 */
export function verifyCertificate(
  ports: EntraPorts,
  client: { readonly application: Application; readonly tenant: Tenant },
  presented: PresentedAssertion,
): void {
  const { assertion } = presented
  const { appId } = client.application
  if (assertion.issuer.toLowerCase() !== appId) refuse(stsErrors.clientMismatch)
  if (assertion.subject !== assertion.issuer) refuse(stsErrors.subjectNotIssuer)
  if (!isRealm(assertion.audience, client.tenant)) refuse(stsErrors.wrongRealm)
  const certificates = ports.directory.registrations.find(appId)?.certificates ?? []
  const key = certificates.find((certificate) => isNamed(certificate, assertion))
  if (!key) refuse(stsErrors.certificateNotRegistered, { key: ownKeyIdentifier(assertion), appId })
  const found = { key: key.thumbprint, appId, start: dateText(key.startsAt), end: dateText(key.endsAt) }
  const now = ports.clock.now()
  if (now < key.startsAt || now >= key.endsAt) refuse(stsErrors.certificateExpired, found)
  if (!ports.assertions.isSignedWith(presented, publicKey(key))) refuse(stsErrors.certificateSignature, found)
}

/** The token endpoint of the tenant, or its issuer: under any of Entra's names, by id or domain, v1 or v2. */
function isRealm(audience: string, tenant: Tenant): boolean {
  if (!URL.canParse(audience)) return false
  const { protocol, host, pathname } = new URL(audience)
  const [, name = '', rest = ''] = /^\/([^/]+)(\/.*)?$/.exec(pathname) ?? []
  const known = name.toLowerCase()
  const isTenant = known === tenant.id || tenant.domains.includes(known) || ANY_TENANT.has(known)
  return protocol === 'https:' && entraHosts.includes(host) && isTenant && REALM_PATHS.has(rest.replace(/\/$/, ''))
}

const REALM_PATHS = new Set(['', '/v2.0', '/oauth2/token', '/oauth2/v2.0/token'])

/** A key is named by `x5t`, `x5t#S256`, or `kid`: the thumbprint in hex or in base64url. */
function isNamed({ thumbprint, thumbprintSha256 }: CertificateCredential, assertion: Assertion): boolean {
  const { kid, x5t, x5tSha256 } = assertion
  const sha1 = Buffer.from(thumbprint, 'hex').toString('base64url')
  if (x5tSha256 !== undefined) return x5tSha256 === thumbprintSha256
  if (x5t !== undefined) return x5t.replace(/=+$/, '') === sha1
  return kid !== undefined && (kid.toUpperCase() === thumbprint || kid === sha1 || kid === thumbprintSha256)
}

function ownKeyIdentifier(assertion: Assertion): string {
  const { kid, x5t, x5tSha256 } = assertion
  return keyIdentifier({ kid: x5tSha256 ?? x5t ?? kid, x5t: undefined })
}

function publicKey({ certificate }: CertificateCredential): KeyObject {
  return new X509Certificate(Buffer.from(certificate, 'base64')).publicKey
}

/** As .NET prints dates there: `01/23/2023 13:33:28`. */
function dateText(instant: number): string {
  const iso = new Date(instant).toISOString()
  return `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)} ${iso.slice(11, 19)}`
}
