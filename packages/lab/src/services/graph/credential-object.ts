import type { FederatedCredential } from '../../directory/federated-credentials.ts'
import type { GraphObject } from './query.ts'

/** A federated identity credential as Graph shows it. */
export function credentialObject({
  id,
  name,
  issuer,
  subject,
  description,
  audiences,
}: FederatedCredential): GraphObject {
  return { id, name, issuer, subject, description: description ?? null, audiences }
}
