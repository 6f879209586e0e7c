export { ClientError, type ClientErrorCode, codes, isTransient } from './errors.ts'
export { createHttp, type HttpClient, type HttpOptions, type HttpRequest, type HttpResponse } from './http/http-client.ts'
export { type AzurePipelinesOptions, azurePipelinesSource } from './sources/azure-pipelines.ts'
export type { IdTokenSource, SourcedToken } from './sources/id-token-source.ts'
