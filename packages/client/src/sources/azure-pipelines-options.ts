import type { HttpClient } from '../http/http-client.ts'

/** What a source of Azure Pipelines is built from. */
export interface AzurePipelinesOptions {
  /** `SYSTEM_OIDCREQUESTURI`: the endpoint of this job. */
  readonly requestUri: string
  /** `SYSTEM_ACCESSTOKEN`: the job token. It is sent to the host of `requestUri` only, which must be the collection's. */
  readonly accessToken: string
  /** The service connection: its GUID, or its name, which costs one more request; none asks for the pipeline's own token. */
  readonly connection?: string
  /** `SYSTEM_COLLECTIONURI`: the job token goes to no other service than this one, where it is given. */
  readonly collectionUri?: string
  /** `SYSTEM_TEAMPROJECTID` or the project's name, to find a connection by its name. */
  readonly project?: string
  readonly http: HttpClient
}
