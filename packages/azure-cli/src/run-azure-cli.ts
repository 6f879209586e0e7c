import { join } from 'node:path'
import { putAzOnPath, writeCredential } from './az/az-on-path.ts'
import { type LoginNow, logInNow } from './az/log-in-now.ts'
import { withFailedLogin } from './az/login-failure.ts'
import { type LoginPlan, planLogin } from './az/login-plan.ts'
import { stateFiles } from './az/login-state.ts'
import { byLowerName } from './endpoint-values.ts'
import { type AzureCliInputs, readInputs } from './inputs.ts'
import { keepSession } from './keep-session.ts'
import { failed, runScript } from './run-script.ts'
import { ScriptError } from './script.ts'
import type { ServiceEndpoint, TaskHost, TaskOutcome, TokenSource } from './task-host.ts'

/** When az logs in: `lazy`, before the script's first call of it; `eager`, before the script, as Microsoft's task has it; `none`, not at all. */
export type LoginTime = 'lazy' | 'eager' | 'none'

export interface AzureCliPolicy {
  readonly login: LoginTime
}

/**
 * Does what AzureCLI@1, @2 and @3 do, with Microsoft's policy: the task holds one token, the one that it would log in with, takes a bound one unread when
 * the feature is on, and hands it to the script, so that the service's faults show through.
 */
export async function runAzureCli(host: TaskHost, major: number, policy: AzureCliPolicy): Promise<TaskOutcome> {
  const remove: string[] = []
  try {
    return await runGuarded(host, readInputs(host, major), policy, remove)
  } catch (error) {
    return failed(
      error instanceof ScriptError ? error.message : `Script failed with error: ${(error as Error).message}`,
    )
  } finally {
    for (const path of remove) host.files.remove(path)
  }
}

async function runGuarded(
  host: TaskHost,
  inputs: AzureCliInputs,
  policy: AzureCliPolicy,
  remove: string[],
): Promise<TaskOutcome> {
  const endpoint = host.endpoint(inputs.connection)
  if (!endpoint) return failed(unknownConnection(inputs.connection))
  const plan = planLogin(endpoint, inputs, host.environment)
  if ('refused' in plan) return failed(plan.refused)
  host.files.makeDirectory(inputs.workingDirectory)
  const state = host.files.makeTemporaryDirectory(join(host.tempDirectory, '.azclitask-'))
  remove.push(state)
  if (plan.credential.kind === 'secret') host.setSecret(plan.credential.secret)
  const token = plan.credential.kind === 'federation' ? await takeToken(host, endpoint) : undefined
  const setting = { inputs, plan, policy, state, token, connectionId: endpoint.id }
  const prepared = await prepareAz(host, setting)
  if (prepared.kind === 'refused') return prepared.outcome
  if (inputs.keepAzSessionActive && plan.credential.kind !== 'federation') return noSessionToKeep(host, endpoint)
  // A certificate's key is the word of JavaScript for none (facts: `azure-devops.md` §2.4).
  const noKey =
    plan.credential.kind === 'certificate' && inputs.addSpnToEnvironment ? { servicePrincipalKey: 'null' } : {}
  const environment = { ...prepared.environment, ...scriptVariables(endpoint, inputs, plan, token), ...noKey }
  const work = () => runScript(host, inputs, host.tempDirectory, environment)
  const renew = () => renewLogin(host, setting, endpoint, prepared.environment)
  const outcome = inputs.keepAzSessionActive ? await keepSession(host, renew, work) : await work()
  return withFailedLogin(host, outcome, state, { plan, connectionId: endpoint.id })
}

function noSessionToKeep(host: TaskHost, { scheme }: ServiceEndpoint): TaskOutcome {
  const message = `keepAzSessionActive keeps the session of workload identity federation alone, and the scheme of this service connection is '${scheme}'. Set it to false.`
  host.issue('error', message)
  return failed(message)
}

/** What AzureCLI does every eight minutes: it takes a token as it did before, a bound one again, and logs in anew. An `az` that nobody has called yet will log in with the newer token. */
async function renewLogin(
  host: TaskHost,
  setting: AzSetting,
  endpoint: ServiceEndpoint,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { plan, policy, state } = setting
  const token = await takeToken(host, endpoint)
  if (policy.login === 'none') return
  writeCredential(host, state, plan, token)
  const az = host.which('az')
  const isLoggedIn = policy.login === 'eager' || host.files.exists(join(state, stateFiles.done))
  if (!az || !isLoggedIn) return
  const refused = await logInNow(host, logInOf(setting, az, token, environment))
  if (refused) throw new Error(refused.message)
}

interface AzSetting {
  readonly inputs: AzureCliInputs
  readonly plan: LoginPlan
  readonly policy: AzureCliPolicy
  readonly state: string
  readonly token: string | undefined
  readonly connectionId: string
}

/** The environment in which `az` is, or will be, logged in; or the failure of the login. */
type Prepared =
  | { readonly kind: 'ready'; readonly environment: Record<string, string> }
  | { readonly kind: 'refused'; readonly outcome: TaskOutcome }

async function prepareAz(host: TaskHost, setting: AzSetting): Promise<Prepared> {
  const { inputs, plan, policy, state, token } = setting
  const environment = configDirectory(host, inputs, state)
  const ready = (changed: Record<string, string>) => ({ kind: 'ready', environment: changed }) as const
  if (policy.login === 'none') return ready(environment)
  writeCredential(host, state, plan, token)
  if (policy.login === 'lazy') return ready(putAzOnPath(host, state, plan, environment))
  const az = host.which('az')
  if (!az) {
    const outcome = failed(
      'Azure CLI 2.x is not installed on this machine. Install the package azure-cli, or set azureCli.login to lazy in mintwell.yml.',
    )
    return { kind: 'refused', outcome }
  }
  const refused = await logInNow(host, logInOf(setting, az, token, environment))
  return refused ? { kind: 'refused', outcome: refused } : ready(environment)
}

function logInOf(
  { inputs, plan, state, connectionId }: AzSetting,
  az: string,
  token: string | undefined,
  environment: Readonly<Record<string, string>>,
): LoginNow {
  return {
    az,
    plan,
    connectionId,
    stateDirectory: state,
    input: plan.credential.kind === 'secret' ? plan.credential.secret : token,
    environment,
    workingDirectory: inputs.workingDirectory,
    visible: inputs.visibleAzLogin,
  }
}

/** The script's environment with az's configuration in a directory of the step's own, unless the user's own is asked for. */
export function configDirectory(host: TaskHost, inputs: AzureCliInputs, state: string): Record<string, string> {
  if (inputs.useGlobalConfig) return { ...host.environment }
  const directory = join(state, 'config')
  host.files.makeDirectory(directory)
  host.log(`Setting AZURE_CONFIG_DIR env variable to: ${directory}`)
  return { ...host.environment, AZURE_CONFIG_DIR: directory }
}

/** What is said of a connection that the job does not have. */
export function unknownConnection(name: string): string {
  return `The service connection '${name}' is not known to this job.`
}

/** The token of the task: the bound one, unread, when the feature is on and the connection carries one; otherwise a new request. */
async function takeToken(host: TaskHost, endpoint: ServiceEndpoint): Promise<string> {
  const bound = host.feature('EnableLateBoundIdToken') ? byLowerName(endpoint.parameters).idtoken : undefined
  const source: TokenSource = bound ? 'late-bound' : 'oidc'
  if (bound) host.debug('Using bound idToken from service endpoint.')
  const token = bound ?? (await host.requestIdToken(endpoint.id))
  host.setSecret(token)
  host.tokenTaken(token, source, endpoint)
  return token
}

/** What the script gets beyond the agent's environment (facts: AzureCLI's script environment). */
export function scriptVariables(
  endpoint: ServiceEndpoint,
  inputs: AzureCliInputs,
  { credential }: LoginPlan,
  token: string | undefined,
): Record<string, string> {
  const { serviceprincipalid = '', tenantid = '' } = byLowerName(endpoint.parameters)
  const principal = { servicePrincipalId: serviceprincipalid, tenantId: tenantid }
  switch (credential.kind) {
    case 'federation':
      return {
        AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: endpoint.id,
        AZURESUBSCRIPTION_CLIENT_ID: serviceprincipalid,
        AZURESUBSCRIPTION_TENANT_ID: tenantid,
        ...(inputs.addSpnToEnvironment ? { ...principal, idToken: token ?? '' } : {}),
      }
    case 'secret':
      return inputs.addSpnToEnvironment ? { ...principal, servicePrincipalKey: credential.secret } : {}
    case 'certificate':
      return inputs.addSpnToEnvironment ? principal : {}
    case 'managed-identity':
      return {}
  }
}
