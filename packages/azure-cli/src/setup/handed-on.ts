import { byLowerName } from '../endpoint-values.ts'
import type { ServiceEndpoint } from '../task-host.ts'

/** The ids of a connection, as variables under the names that AzureCLI gives its scripts and the Azure SDKs and `mintwell exec` read. None is a secret. */
export function handedOn({
  id,
  parameters,
}: Pick<ServiceEndpoint, 'id' | 'parameters'>): Readonly<Record<string, string>> {
  const { serviceprincipalid = '', tenantid = '' } = byLowerName(parameters)
  return {
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: id,
    AZURESUBSCRIPTION_CLIENT_ID: serviceprincipalid,
    AZURESUBSCRIPTION_TENANT_ID: tenantid,
  }
}
