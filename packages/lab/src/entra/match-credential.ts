import type { Application } from '../directory/applications.ts'
import type { FederatedCredential } from '../directory/federated-credentials.ts'
import { EXCHANGE_AUDIENCE, EXCHANGE_RESOURCE_ID, isEntraIssuer } from '../issuers/federation.ts'
import type { Assertion } from './assertion.ts'
import { refuse } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'

/**
 * Finds the federated identity credential that an assertion is for. Issuer, audience and subject compare with case (since August 2024).
 * Refuses with 70025, 700211, 700212 (7002121), 700213 (7002137), 7002138, 700227 or 700229.
 */
export function matchCredential(
  application: Application,
  credentials: readonly FederatedCredential[],
  assertion: Assertion,
): FederatedCredential {
  const { issuer, subject, audience } = assertion
  if (credentials.length === 0) refuse(stsErrors.noFederatedCredential, application)
  const ofIssuer = credentials.filter((credential) => credential.issuer === issuer)
  if (ofIssuer.length === 0) refuse(stsErrors.issuerMismatch, { issuer })
  const byEntra = isEntraIssuer(issuer)
  if (byEntra) checkEntraToken(assertion)
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

/** Of Entra's own tokens only those for the exchange, and only those of applications, can be assertions (public texts of 700227 and 700229). */
function checkEntraToken({ issuer, audience, tokenKind }: Assertion): void {
  const forExchange = audience === EXCHANGE_RESOURCE_ID || audience === EXCHANGE_AUDIENCE
  if (!forExchange && issuer.startsWith('https://sts.windows.net/')) refuse(stsErrors.forbiddenAudience)
  if (forExchange && tokenKind !== undefined && tokenKind !== 'app') refuse(stsErrors.forbiddenTokenType)
}
