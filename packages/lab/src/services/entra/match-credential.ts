import type { Application } from '../../directory/applications.ts'
import type { FederatedCredential } from '../../directory/federated-credentials.ts'
import { EXCHANGE_AUDIENCE, EXCHANGE_RESOURCE_ID, entraIssuer, isEntraIssuer } from '../../ground/federation.ts'
import type { Assertion } from './assertion.ts'
import { refuse } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'

/**
 * Finds the federated identity credential that an assertion is for. Issuer, audience and subject compare with case (since August 2024).
 * Refuses with 70025, 700211, 700212 (7002121), 700213 (7002137), 7002138, 700226, 700227, 700229 or 700236.
 */
export function matchCredential(
  application: Application,
  credentials: readonly FederatedCredential[],
  assertion: Assertion,
): FederatedCredential {
  const { issuer, subject, audience } = assertion
  if (credentials.length === 0) refuse(stsErrors.noFederatedCredential, application)
  if (isForeignAccessToken(assertion)) refuse(stsErrors.forbiddenAudience)
  const ofIssuer = credentials.filter((credential) => credential.issuer === issuer)
  if (ofIssuer.length === 0) refuse(stsErrors.issuerMismatch, { issuer })
  const byEntra = isEntraIssuer(issuer)
  if (byEntra) checkEntraToken(application, assertion)
  const ofAudience = ofIssuer.filter((credential) => acceptsAudience(credential, audience, byEntra))
  if (ofAudience.length === 0)
    refuse(byEntra ? stsErrors.audienceMismatchEntra : stsErrors.audienceMismatch, { audience })
  const match = ofAudience.find((credential) => credential.subject === subject)
  if (match) return match
  const [nearest] = ofAudience
  if (ofAudience.some((credential) => credential.subject.toLowerCase() === subject.toLowerCase())) {
    refuse(stsErrors.subjectMismatchCase, { subject })
  }
  if (byEntra && subject.startsWith('/eid1/')) {
    refuse(stsErrors.subjectMismatchEntra, { subject, expected: nearest?.subject ?? '' })
  }
  return refuse(stsErrors.subjectMismatch, { subject })
}

/**
 * A token that Entra issued carries the id of the application behind the audience, while the credential is configured with its name; the id as the
 * credential's audience is not taken (public: a v2.0 token has the id, Vault and others must be told so).
 */
function acceptsAudience(credential: FederatedCredential, audience: string, byEntra: boolean): boolean {
  const [expected] = credential.audiences
  if (byEntra && expected === EXCHANGE_RESOURCE_ID) return false
  return expected === audience || (byEntra && audience === EXCHANGE_RESOURCE_ID && expected === EXCHANGE_AUDIENCE)
}

/**
 * Is this an access token of Entra for another resource, such as Azure Resource Manager? Those have the v1.0 issuer. What is wrong with such a token is
 * not that no credential names that issuer: none could make it an assertion. In which order Entra looks is not public.
 */
function isForeignAccessToken({ issuer, audience }: Assertion): boolean {
  return issuer.startsWith('https://sts.windows.net/') && !isForExchange(audience)
}

function isForExchange(audience: string): boolean {
  return audience === EXCHANGE_RESOURCE_ID || audience === EXCHANGE_AUDIENCE
}

/**
 * Of Entra's own tokens only those for the exchange can be assertions, only those of applications, only those that were made for federation, and only
 * in the tenant that issued them (public texts of 700227, 700229, 700226 and 700236).
 */
function checkEntraToken(application: Application, assertion: Assertion): void {
  const { issuer, audience, tokenKind } = assertion
  if (!isForExchange(audience)) return
  if (tokenKind !== undefined && tokenKind !== 'app') refuse(stsErrors.forbiddenTokenType)
  if (!assertion.isForFederation) refuse(stsErrors.onlyManagedIdentities)
  if (issuer !== entraIssuer(application.tenantId)) refuse(stsErrors.otherTenant, { issuer })
}
