import { delimiter, join } from 'node:path'
import { ASSERTION_FILE, azShim, missingAzShim } from './az-shim.ts'
import { type AzureCliInputs, readInputs } from './inputs.ts'
import { federatedLogin } from './login.ts'
import { prepareScript, ScriptError } from './script.ts'
import type { ServiceEndpoint, TaskHost, TaskOutcome, TokenSource } from './task-host.ts'

/** When az logs in: `lazy`, before the script's first call of it; `eager`, before the script, as Microsoft's task has it. */
export type LoginTime = 'lazy' | 'eager'

export interface AzureCliPolicy {
  readonly login: LoginTime
}

/** The first lines of standard error that become the issue when `failOnStandardError` is set (Microsoft's task). */
const STDERR_LINES_SHOWN = 10

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
  if (!endpoint) return failed(`The service connection '${inputs.connection}' is not known to this job.`)
  if (endpoint.scheme.toLowerCase() !== 'workloadidentityfederation') {
    return failed(
      `Authentication scheme ${endpoint.scheme} is not supported by the lab: use a workload identity federation connection.`,
    )
  }
  host.files.makeDirectory(inputs.workingDirectory)
  const state = host.files.makeTemporaryDirectory(join(host.tempDirectory, '.azclitask-'))
  remove.push(state)
  const environment: Record<string, string> = { ...host.environment }
  if (!inputs.useGlobalConfig) {
    environment.AZURE_CONFIG_DIR = join(state, 'config')
    host.files.makeDirectory(environment.AZURE_CONFIG_DIR)
    host.log(`Setting AZURE_CONFIG_DIR env variable to: ${environment.AZURE_CONFIG_DIR}`)
  }

  const token = await takeToken(host, endpoint)
  const refused = policy.login === 'eager' ? await logInNow(host, inputs, endpoint, token, environment) : undefined
  if (refused) return refused
  if (policy.login === 'lazy') {
    const bin = writeShims(host, inputs, endpoint, token, state)
    if (bin) environment.PATH = `${bin}${delimiter}${environment.PATH ?? ''}`
  }
  Object.assign(environment, scriptVariables(endpoint, inputs, token))

  const script = prepareScript(host, inputs)
  remove.push(...script.remove)
  host.log(`[command]${script.file} ${script.args.join(' ')}`)
  const errorLines: string[] = []
  const onErrorLine = (line: string) => {
    if (errorLines.length < STDERR_LINES_SHOWN) errorLines.push(line)
  }
  const exitCode = await host.exec({
    file: script.file,
    args: script.args,
    cwd: inputs.workingDirectory,
    env: environment,
    onErrorLine,
  })
  if (inputs.failOnStandardError && errorLines.length > 0) {
    host.issue('error', errorLines.join('\n'))
    return { ...failed('Script has output to stderr. Failing as failOnStdErr is set to true.'), exitCode }
  }
  if (exitCode !== 0) return { ...failed(`Script failed with exit code: ${exitCode}`), exitCode }
  return { result: 'succeeded', message: 'Script exited with return code: 0', exitCode }
}

/** The token of the task: the bound one, unread, when the feature is on and the connection carries one; otherwise a new request. */
async function takeToken(host: TaskHost, endpoint: ServiceEndpoint): Promise<string> {
  const bound = host.feature('EnableLateBoundIdToken') ? endpoint.parameters.idtoken : undefined
  const source: TokenSource = bound ? 'late-bound' : 'oidc'
  if (bound) host.debug('Using bound idToken from service endpoint.')
  const token = bound ?? (await host.requestIdToken(endpoint.id))
  host.setSecret(token)
  host.tokenTaken(token, source, endpoint)
  return token
}

/** What the script gets beyond the agent's environment (facts: AzureCLI's script environment). */
function scriptVariables(endpoint: ServiceEndpoint, inputs: AzureCliInputs, token: string): Record<string, string> {
  const { serviceprincipalid = '', tenantid = '' } = endpoint.parameters
  return {
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: endpoint.id,
    AZURESUBSCRIPTION_CLIENT_ID: serviceprincipalid,
    AZURESUBSCRIPTION_TENANT_ID: tenantid,
    ...(inputs.addSpnToEnvironment
      ? { servicePrincipalId: serviceprincipalid, tenantId: tenantid, idToken: token }
      : {}),
  }
}

/** Puts an `az` before the real one that logs in at the first call. Without bash there is none, and az is not logged in. */
function writeShims(
  host: TaskHost,
  inputs: AzureCliInputs,
  endpoint: ServiceEndpoint,
  token: string,
  state: string,
): string | undefined {
  const bash = host.which('bash')
  const sleep = host.which('sleep')
  if (!bash) return undefined
  const bin = join(state, 'bin')
  host.files.makeDirectory(bin)
  const az = host.which('az')
  if (!az || !sleep) {
    host.files.write(join(bin, 'az'), missingAzShim(bash), 0o700)
    return bin
  }
  host.files.write(join(state, ASSERTION_FILE), token, 0o600)
  const login = federatedLogin(endpoint, inputs)
  const shim = azShim({ bash, az, sleep, stateDirectory: state, login, loginEnvironment: host.loginEnvironment })
  host.files.write(join(bin, 'az'), shim, 0o700)
  return bin
}

/** The cloud's order: cloud, login and subscription before the script. Gives the failure, or undefined when az is logged in. */
async function logInNow(
  host: TaskHost,
  inputs: AzureCliInputs,
  endpoint: ServiceEndpoint,
  token: string,
  environment: Record<string, string>,
): Promise<TaskOutcome | undefined> {
  const az = host.which('az')
  if (!az)
    return failed(
      'Azure CLI 2.x is not installed on this machine. Install the package azure-cli, or set azureCli.login to lazy in mintwell.yml.',
    )
  const { before, login, after } = federatedLogin(endpoint, inputs)
  const visible = inputs.visibleAzLogin ? [] : ['--output', 'none']
  const calls = [
    ...before.map((args) => ({ args, input: undefined })),
    { args: [...login, ...visible], input: token },
    ...after.map((args) => ({ args, input: undefined })),
  ]
  for (const { args, input } of calls) {
    const errors: string[] = []
    host.log(`[command]${az} ${args.join(' ')}`)
    const code = await host.exec({
      file: az,
      args,
      cwd: inputs.workingDirectory,
      env: { ...environment, ...host.loginEnvironment },
      ...(input === undefined ? {} : { input }),
      onErrorLine: (line) => errors.push(line),
    })
    if (code === 0) continue
    host.issue('error', `Error Code: [${code}]`)
    if (args === calls[before.length]?.args) host.issue('error', 'Error: Azure login failed')
    return {
      ...failed(
        `Script failed with error: ${errors.join('\n') || `az ${args[0]} ended with exit code ${code} and said nothing`}`,
      ),
      exitCode: code,
    }
  }
  return undefined
}

function failed(message: string): TaskOutcome {
  return { result: 'failed', message, exitCode: null }
}
