import { join } from 'node:path'
import { putAzOnPath, writeCredential } from './az/az-on-path.ts'
import { type LoginNow, logIn, prepareLogin } from './az/log-in-now.ts'
import { withFailedLogin } from './az/login-failure.ts'
import { type LoginPlan, planLogin } from './az/login-plan.ts'
import { stateFiles } from './az/login-state.ts'
import { byLowerName } from './endpoint-values.ts'
import { type AzureCliInputs, readInputs } from './inputs.ts'
import { keepSession } from './keep-session.ts'
import { failed, runScript } from './run-script.ts'
import { prepareScript, ScriptError } from './script.ts'
import type { ServiceEndpoint, TaskHost, TaskOutcome, TokenSource } from './task-host.ts'

/**
 * When az logs in: `lazy`, before the script's first call of it; `eager`, before the script, as Microsoft's task has it; `none`, not at all; `as-cloud`, eager where the
 * machine has an az, and lazy with a warning where it has none.
 */
export type LoginTime = 'lazy' | 'eager' | 'none' | 'as-cloud'

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
  // In the task's order: what is wrong with the script is said before anybody logs in.
  const script = prepareScript(host, inputs, host.tempDirectory)
  remove.push(...script.remove)
  host.files.makeDirectory(inputs.workingDirectory)
  const state = host.files.makeTemporaryDirectory(join(host.tempDirectory, '.mintwell-az-'))
  remove.push(state)
  if (plan.credential.kind === 'secret') host.setSecret(plan.credential.secret)
  const setting = { inputs, plan, state, endpoint, login: loginTime(host, policy) }
  const environment = configDirectory(host, inputs, join(host.tempDirectory, CONFIG_DIRECTORY))
  const prepared = await prepareAz(host, setting, environment)
  try {
    if (prepared.refused) return prepared.refused
    if (inputs.keepAzSessionActive && plan.credential.kind !== 'federation') return noSessionToKeep(host, endpoint)
    // A certificate's key is the word of JavaScript for none, as in the task's own code.
    const noKey =
      plan.credential.kind === 'certificate' && inputs.addSpnToEnvironment ? { servicePrincipalKey: 'null' } : {}
    const given = { ...prepared.environment, ...scriptVariables(endpoint, inputs, plan, prepared.token), ...noKey }
    const work = () => runScript(host, inputs, script, given)
    const renew = () => renewLogin(host, setting, environment)
    const outcome = inputs.keepAzSessionActive ? await keepSession(host, renew, work) : await work()
    return withFailedLogin(host, outcome, state, { plan, connectionId: endpoint.id })
  } finally {
    if (prepared.loggedIn || host.files.exists(join(state, stateFiles.done))) await logOut(host, setting, environment)
  }
}

/** Where az keeps its configuration in the temp directory of the job, for all its AzureCLI steps (azureclitask.ts). */
const CONFIG_DIRECTORY = '.azclitask'

/** The cloud's order needs an az on this machine. Where none is, and nobody asked for that order, the script may still do all that needs none. */
function loginTime(host: TaskHost, { login }: AzureCliPolicy): Exclude<LoginTime, 'as-cloud'> {
  if (login !== 'as-cloud') return login
  if (host.which('az')) return 'eager'
  host.issue(
    'warning',
    'The Azure CLI is not installed on this machine, so this step does not log in before its script, as it would in the cloud. Install the package azure-cli, or set azureCli: {login: lazy} in mintwell.yml.',
  )
  return 'lazy'
}

/** A step that has logged in logs out, whatever became of it. */
async function logOut(host: TaskHost, { inputs }: AzSetting, env: Readonly<Record<string, string>>): Promise<void> {
  const az = host.which('az')
  if (!az) return
  host.log(`[command]${az} account clear`)
  await host.exec({ file: az, args: ['account', 'clear'], cwd: inputs.workingDirectory, env }).catch(() => {
    host.issue('warning', 'az account clear could not be run.')
  })
}

function noSessionToKeep(host: TaskHost, { scheme }: ServiceEndpoint): TaskOutcome {
  const message = `keepAzSessionActive keeps the session of workload identity federation alone, and the scheme of this service connection is '${scheme}'. Set it to false.`
  host.issue('error', message)
  return failed(message)
}

/** What AzureCLI does every eight minutes: it takes a token as it did before, a bound one again, and logs in anew, but sets no cloud. An `az` that nobody has called yet will log in with the newer token. */
async function renewLogin(
  host: TaskHost,
  setting: AzSetting,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { plan, login, state, endpoint } = setting
  const token = await takeToken(host, endpoint)
  if (login === 'none') return
  writeCredential(host, state, plan, token)
  const az = host.which('az')
  const isLoggedIn = login === 'eager' || host.files.exists(join(state, stateFiles.done))
  if (!az || !isLoggedIn) return
  const { refused } = await logIn(host, logInOf(setting, az, token, environment))
  if (refused) throw new Error(refused.message)
}

interface AzSetting {
  readonly inputs: AzureCliInputs
  readonly plan: LoginPlan
  readonly login: Exclude<LoginTime, 'as-cloud'>
  readonly state: string
  readonly endpoint: ServiceEndpoint
}

/** The environment in which `az` is, or will be, logged in, and the token that it logs in with; or the failure of the login. */
interface Prepared {
  readonly environment: Readonly<Record<string, string>>
  readonly token: string | undefined
  readonly loggedIn: boolean
  readonly refused: TaskOutcome | undefined
}

async function prepareAz(
  host: TaskHost,
  setting: AzSetting,
  environment: Readonly<Record<string, string>>,
): Promise<Prepared> {
  const { plan, login, state, endpoint } = setting
  const take = () => (plan.credential.kind === 'federation' ? takeToken(host, endpoint) : Promise.resolve(undefined))
  const prepared = { environment, token: undefined, loggedIn: false, refused: undefined }
  if (login !== 'eager') {
    const token = await take()
    if (login === 'none') return { ...prepared, token }
    writeCredential(host, state, plan, token)
    return { ...prepared, token, environment: putAzOnPath(host, state, plan, environment) }
  }
  const az = host.which('az')
  if (!az)
    return {
      ...prepared,
      refused: failed(
        'Azure CLI 2.x is not installed on this machine. Install the package azure-cli, or set azureCli: {login: lazy} in mintwell.yml.',
      ),
    }
  const refused = await prepareLogin(host, logInOf(setting, az, undefined, environment))
  if (refused) return { ...prepared, refused }
  const token = await take()
  writeCredential(host, state, plan, token)
  return { ...prepared, token, ...(await logIn(host, logInOf(setting, az, token, environment))) }
}

function logInOf(
  { inputs, plan, state, endpoint }: AzSetting,
  az: string,
  token: string | undefined,
  environment: Readonly<Record<string, string>>,
): LoginNow {
  return {
    az,
    plan,
    connectionId: endpoint.id,
    stateDirectory: state,
    input: plan.credential.kind === 'secret' ? plan.credential.secret : token,
    environment,
    workingDirectory: inputs.workingDirectory,
    visible: inputs.visibleAzLogin,
  }
}

/** The script's environment with az's configuration in this directory, unless the user's own is asked for. */
export function configDirectory(host: TaskHost, inputs: AzureCliInputs, directory: string): Record<string, string> {
  if (inputs.useGlobalConfig) return { ...host.environment }
  host.files.makeDirectory(directory)
  host.log(`Setting AZURE_CONFIG_DIR env variable to: ${directory}`)
  return { ...host.environment, AZURE_CONFIG_DIR: directory }
}

/** What is said of a connection that the job does not have. */
export function unknownConnection(name: string): string {
  return `The service connection '${name}' is not available to this job.`
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

/** What the script gets beyond the agent's environment (azureclitask.ts). */
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
