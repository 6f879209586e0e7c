export { type LabClockDoor, openLabClock } from './adapters/lab-clock.ts'
export { nodeExecProcesses } from './adapters/node-exec-processes.ts'
export { nodeFiles } from './adapters/node-files.ts'
export {
  type CoreAccessToken,
  type CoreTokenCredential,
  type EntraCredentialOptions,
  entraCredential,
} from './credential/entra-credential.ts'
export type { Environment } from './environment.ts'
export { ClientError, type ClientErrorCode, codes, isTransient } from './errors.ts'
export { type AwsCredentials, type AwsExchange, exchangeAtAws, stsEndpoint } from './exchange/aws.ts'
export { type EntraExchange, type EntraToken, exchangeAtEntra, scopeOf } from './exchange/entra.ts'
export { exchangeFresh, exchangePatiently, type PatiencePorts } from './exchange/exchange-fresh.ts'
export {
  type Credential,
  defaultForm,
  fits,
  formatCredential,
  type OutputForm,
  outputForms,
  secretsOf,
} from './exchange/format-credential.ts'
export { type ExchangedToken, exchangeByRfc8693, type TokenExchange } from './exchange/token-exchange.ts'
export { EXIT_REFUSED, type ExecRequest, execCommand } from './exec/exec-command.ts'
export type { ExecClock, ExecPorts } from './exec/exec-ports.ts'
export { EXIT_NOT_FOUND, EXIT_NOT_RUN } from './exec/find-command.ts'
export type { SurfaceRequest } from './exec/prepare-surfaces.ts'
export { readAuthorities } from './http/authorities.ts'
export { type CertificateChain, readCertificateChain, type ShownCertificate } from './http/certificate-chain.ts'
export { AnswerTooLongError } from './http/collect-text.ts'
export { explainUnreachable } from './http/explain-unreachable.ts'
export { createHttp, type HttpClient } from './http/http-client.ts'
export type { HttpOptions, HttpRequest, HttpResponse } from './http/http-messages.ts'
export { proxyFor, readProxy } from './http/proxy.ts'
export { readRetryAfter } from './http/retry-after.ts'
export { describeNews, type NewsLine } from './keeper/describe-news.ts'
export type { Held } from './keeper/held.ts'
export {
  DEFAULT_MAX_WAIT_MS,
  type FreshnessOptions,
  type FreshTokens,
  type KeeperPorts,
  keepFresh,
} from './keeper/keep-fresh.ts'
export { newKeeper, stepKeeper, wakeTime } from './keeper/keeper.ts'
export type { KeeperNews, Refusal } from './keeper/keeper-news.ts'
export {
  type BreachPolicy,
  breachPolicies,
  type KeeperEffect,
  type KeeperEvent,
  type KeeperOptions,
  type KeeperState,
} from './keeper/keeper-state.ts'
export { describeStep, temporaryDirectory } from './output/ci-facts.ts'
export { type Ci, type CiLog, createCiLog, detectCi } from './output/ci-log.ts'
export { openReceipts, type ReceiptsFile } from './output/receipts-file.ts'
export { GuardedCommand } from './process/guarded-command.ts'
export { type Platform, platformOf } from './process/platform.ts'
export type { ExecProcesses, OutputListeners, ProcessEnd, RunningWatchdog } from './process/processes.ts'
export { TokenSession, type TokenSessionRequest } from './session/token-session.ts'
export { type AzurePipelinesSource, azurePipelinesSource, isAzurePipelines } from './sources/azure-pipelines.ts'
export type { Connection } from './sources/azure-pipelines-connection.ts'
export { type AzurePipelinesChoice, azurePipelines } from './sources/azure-pipelines-environment.ts'
export type { AzurePipelinesOptions } from './sources/azure-pipelines-options.ts'
export { detectSource, namesSource, type SourceChoice, type SourcePorts, sourceForms } from './sources/detect-source.ts'
export { fileSource } from './sources/file.ts'
export { type GitHubActionsChoice, githubActions } from './sources/github-actions.ts'
export type { IdTokenSource, SourcedToken } from './sources/id-token-source.ts'
export {
  AZ_SHIM_MARK,
  type AzLogin,
  type AzShimRequest,
  GENERATION_FILE,
  TOKEN_FILE,
  type WriteAzShim,
} from './surfaces/az-login.ts'
export type { AzureChoice } from './surfaces/azure-identity.ts'
export { type AzureIdentity, findAzureIdentity, requireAzureIdentity } from './surfaces/azure-identity.ts'
export { ASK_ANEW, type Endpoint, type EndpointOptions, openEndpoint } from './surfaces/endpoint.ts'
export { makeSurfaceDirectory, type SurfaceDirectory, type SurfaceFiles } from './surfaces/surface-directory.ts'
export { trustEnvironment, withoutProxy } from './surfaces/trust-bundle.ts'
export { awsVariables, isRoleArn, sessionName, terraformVariables, type Variables } from './surfaces/variables.ts'
export type { Attributes, AttributeValue } from './telemetry/otlp-json.ts'
export { createTelemetry, type Telemetry, type TelemetryPorts } from './telemetry/telemetry.ts'
export { readTelemetrySettings, type TelemetrySettings } from './telemetry/telemetry-settings.ts'
export type { RefusalSignal } from './telemetry/token-signals.ts'
export type { KeeperClock } from './waiting/keeper-clock.ts'
