/** The version of the REST API that is asked for: the newest that is not in preview, which Azure DevOps Server 2022.1 has too (Microsoft Learn, "REST API versioning"). */
export const API_VERSION = { 'api-version': '7.1' } as const
