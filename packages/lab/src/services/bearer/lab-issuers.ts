import type { Directory } from '../../directory/directory.ts'
import { AZURE_DEVOPS_ISSUER_HOST, azureDevOpsIssuer, ENTRA_HOST, entraIssuer } from '../../ground/federation.ts'

/** Is this the issuer of ID tokens of one of the lab's tenants or organizations? */
export function isLabIssuer({ tenants, organizations }: Directory, issuer: string): boolean {
  const [, host, id = ''] = /^https:\/\/([^/]+)\/([^/]+)/.exec(issuer) ?? []
  if (host === ENTRA_HOST) return issuer === entraIssuer(id) && tenants.find(id)?.id === id
  return host === AZURE_DEVOPS_ISSUER_HOST && issuer === azureDevOpsIssuer(id) && organizations.find(id)?.id === id
}
