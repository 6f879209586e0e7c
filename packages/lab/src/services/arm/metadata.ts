import { ENTRA_HOST } from '../../ground/federation.ts'

const authentication = {
  loginEndpoint: `https://${ENTRA_HOST}`,
  audiences: ['https://management.core.windows.net/', 'https://management.azure.com/'],
  tenant: 'common',
  identityProvider: 'AAD',
} as const

/** Members and suffixes that the document has since 2019. */
const cloud2019 = {
  portal: 'https://portal.azure.com',
  authentication,
  media: 'https://rest.media.azure.net',
  graphAudience: 'https://graph.windows.net/',
  graph: 'https://graph.windows.net/',
  name: 'AzureCloud',
  suffixes: {
    azureDataLakeStoreFileSystem: 'azuredatalakestore.net',
    acrLoginServer: 'azurecr.io',
    sqlServerHostname: 'database.windows.net',
    azureDataLakeAnalyticsCatalogAndJob: 'azuredatalakeanalytics.net',
    keyVaultDns: 'vault.azure.net',
    storage: 'core.windows.net',
    azureFrontDoorEndpointSuffix: 'azurefd.net',
  },
  batch: 'https://batch.core.windows.net/',
  resourceManager: 'https://management.azure.com/',
  vmImageAliasDoc:
    'https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/quickstart-templates/aliases.json',
  activeDirectoryDataLake: 'https://datalake.azure.net/',
  sqlManagement: 'https://management.core.windows.net:8443/',
  gallery: 'https://gallery.azure.com/',
} as const

/** What 2022-09-01 has beside. */
function cloud2022(): object {
  const { gallery: _gallery, suffixes, ...rest } = cloud2019
  return {
    ...rest,
    suffixes: {
      ...suffixes,
      storageSyncEndpointSuffix: 'afs.azure.net',
      mhsmDns: 'managedhsm.azure.net',
      mysqlServerEndpoint: 'mysql.database.azure.com',
      postgresqlServerEndpoint: 'postgres.database.azure.com',
      mariadbServerEndpoint: 'mariadb.database.azure.com',
      synapseAnalytics: 'dev.azuresynapse.net',
      attestationEndpoint: 'attest.azure.net',
    },
    microsoftGraphResourceId: 'https://graph.microsoft.com/',
    appInsightsResourceId: 'https://api.applicationinsights.io',
    appInsightsTelemetryChannelResourceId: 'https://dc.applicationinsights.azure.com/v2/track',
    attestationResourceId: 'https://attest.azure.net',
    synapseAnalyticsResourceId: 'https://dev.azuresynapse.net',
    logAnalyticsResourceId: 'https://api.loganalytics.io',
    ossrDbmsResourceId: 'https://ossrdbms-aad.database.windows.net',
  }
}

/** The oldest form: another set of names, and a login endpoint with a slash at its end. */
function cloud2015(): object {
  return {
    galleryEndpoint: cloud2019.gallery,
    graphEndpoint: cloud2019.graph,
    portalEndpoint: `${cloud2019.portal}/`,
    graphAudience: cloud2019.graphAudience,
    authentication: { ...authentication, loginEndpoint: `${authentication.loginEndpoint}/` },
  }
}

/** The versions in which the document changed its form. */
export const metadataVersions = ['2015-01-01', '2019-05-01', '2022-09-01'] as const

/**
 * `GET /metadata/endpoints`: where the cloud's services are, for a version of the document: an object, since 2019-05-01 a list of clouds, since
 * 2022-09-01 one object again. Members as in captures that Microsoft's and Pulumi's tests hold. The login endpoint has no slash at its end in 2022-09-01:
 * Terraform's SDK appends the tenant to it as it is. The lab is one cloud, so the list has one. Undefined for what is not a version.
 */
export function cloudMetadata(version: string): unknown {
  if (version !== '1.0' && !/^\d{4}-\d{2}-\d{2}$/.test(version)) return undefined
  if (version < metadataVersions[1]) return cloud2015()
  if (version < metadataVersions[2]) {
    return [{ ...cloud2019, authentication: { ...authentication, loginEndpoint: `${authentication.loginEndpoint}/` } }]
  }
  return cloud2022()
}
