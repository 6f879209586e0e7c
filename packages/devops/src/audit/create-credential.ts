import type { JudgedConnection } from './connection-facts.ts'

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The command that makes an application trust a connection's tokens under Entra's issuer; undefined where an id for it is not shown. All that goes into it is ids and fixed texts. */
export function createCredential({
  connection,
  issuer,
  present,
  afterConversion,
  match,
}: JudgedConnection): string | undefined {
  const trust = issuer === 'entra' ? present : afterConversion
  const clientId = connection.authorization?.parameters.serviceprincipalid ?? ''
  const isPlain = trust !== undefined && /^[\w:/.-]+$/.test(trust.issuer + trust.subject)
  if (!isPlain || !GUID.test(clientId)) return undefined
  const name = `entra-${connection.id}`.replace(/[^\w-]/g, '')
  if (match?.kind === 'managed-identity')
    return `az identity federated-credential create --identity-name NAME --resource-group GROUP --name ${name} --issuer ${trust.issuer} --subject ${trust.subject} --audiences ${trust.audience}`
  const parameters = JSON.stringify({
    name,
    issuer: trust.issuer,
    subject: trust.subject,
    audiences: [trust.audience],
  })
  return `az ad app federated-credential create --id ${clientId} --parameters '${parameters}'`
}
