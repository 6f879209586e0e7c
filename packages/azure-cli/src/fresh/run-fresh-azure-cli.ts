import { randomBytes } from 'node:crypto'
import { isAbsolute, join } from 'node:path'
import { ClientError, makeSurfaceDirectory, type SurfaceDirectory } from '@mintwell/client'
import { putAzOnPath, writeCredential } from '../az/az-on-path.ts'
import { logInNow } from '../az/log-in-now.ts'
import { withFailedLogin } from '../az/login-failure.ts'
import { type LoginPlan, planLogin } from '../az/login-plan.ts'
import { stateFiles } from '../az/login-state.ts'
import { byLowerName } from '../endpoint-values.ts'
import { type AzureCliInputs, readInputs } from '../inputs.ts'
import { configDirectory, scriptVariables, unknownConnection } from '../run-azure-cli.ts'
import { failed, runScript } from '../run-script.ts'
import { prepareScript, ScriptError } from '../script.ts'
import type { ServiceEndpoint, TaskOutcome } from '../task-host.ts'
import type { FreshTaskHost } from './fresh-host.ts'
import { type FreshInputs, InputError, readFreshInputs } from './fresh-inputs.ts'
import { inputNames } from './fresh-log.ts'
import { StepSession } from './step-session.ts'
import { surfaceVariables, withVariables } from './surface-variables.ts'

/**
 * Does what AzureCLI@1, @2 and @3 do, with Mintwell's policy: the token that the script gets is asked for now, proven against the contract, and kept fresh while the script
 * runs; a bound one is never taken; `az` logs in when it must; nothing of it outlives the step.
 */
export async function runFreshAzureCli(host: FreshTaskHost): Promise<TaskOutcome> {
  const open: (() => void | Promise<void>)[] = []
  try {
    return await runGuarded(host, open)
  } catch (error) {
    return failed(reasonOf(error))
  } finally {
    for (const close of open.reverse()) await close()
  }
}

interface Step {
  readonly host: FreshTaskHost
  readonly inputs: AzureCliInputs
  readonly fresh: FreshInputs
  readonly connection: ServiceEndpoint
  readonly plan: LoginPlan
  readonly directory: SurfaceDirectory
}

async function runGuarded(host: FreshTaskHost, open: (() => void | Promise<void>)[]): Promise<TaskOutcome> {
  const inputs = readInputs(host, 'mintwell')
  const fresh = readFreshInputs(host, inputs)
  const connection = host.endpoint(inputs.connection)
  if (!connection) return failed(unknownConnection(inputs.connection))
  const plan = planLogin(connection, inputs, host.environment)
  if ('refused' in plan) return failed(plan.refused)
  host.files.makeDirectory(inputs.workingDirectory)
  const directory = makeSurfaceDirectory(host.tempDirectory, host.privateFiles)
  open.push(() => directory.remove())
  const step: Step = { host, inputs, fresh, connection, plan, directory }
  // What is wrong with the script is said before a token is waited for.
  const script = prepareScript(host, inputs, directory.path)
  const given = plan.credential.kind === 'federation' ? await takeToken(step, open) : takeSecret(step)
  const prepared = await prepareAz(step, withVariables(given, {}), open)
  if (prepared.kind === 'refused') return prepared.outcome
  const outcome = await runScript(host, inputs, script, prepared.environment)
  return withFailedLogin(host, outcome, directory.path, { plan, connectionId: connection.id })
}

/** Federation: the token, proven, with everything that is to stay fresh. Gives the script's environment. */
async function takeToken(step: Step, open: (() => void | Promise<void>)[]): Promise<Record<string, string>> {
  const { host, inputs, fresh, connection, plan, directory } = step
  const bound = byLowerName(connection.parameters).idtoken
  if (bound) host.setSecret(bound)
  const session = new StepSession({
    host,
    connection,
    fresh,
    directory,
    receipts: fresh.receipts && wholePath(fresh.receipts, host),
  })
  open.push(() => session.close())
  const held = await session.open()
  // Programs that do not look into the environment for trust (.NET on Windows and macOS) could not reach it: there the service's own stays.
  const accessToken = host.environment.SYSTEM_ACCESSTOKEN || randomBytes(18).toString('base64url')
  const endpoint =
    fresh.refresh && host.platform === 'linux'
      ? { ...(await session.openEndpoint(accessToken)), accessToken }
      : undefined
  if (endpoint) open.push(() => endpoint.close())
  const { variables, names } = surfaceVariables({ host, connection, fresh, directory, endpoint })
  const idToken = inputs.addSpnToEnvironment ? ['idToken'] : []
  host.log(
    `mintwell: the script gets ${[...idToken, ...names].join(', ')}; ${azLine(fresh)}${fresh.refresh ? `, and all${idToken.length > 0 ? ' but idToken' : ''} is renewed while it runs` : ''}.`,
  )
  return withVariables(
    configDirectory(host, inputs, join(directory.path, 'config')),
    ...variables,
    scriptVariables(connection, inputs, plan, held.token),
  )
}

function azLine({ azLogin }: FreshInputs): string {
  return { lazy: 'az logs in when it is first called', eager: 'az is logged in before', none: 'az is not logged in' }[
    azLogin
  ]
}

/** The other schemes have nothing that goes stale within a step: az renews its access tokens by itself. */
function takeSecret({ host, inputs, connection, plan, directory }: Step): Record<string, string> {
  if (plan.credential.kind === 'secret') host.setSecret(plan.credential.secret)
  if (inputs.keepAzSessionActive)
    host.debug(
      'keepAzSessionActive is for workload identity federation; with this scheme az keeps its session by itself.',
    )
  return {
    ...configDirectory(host, inputs, join(directory.path, 'config')),
    ...scriptVariables(connection, inputs, plan, undefined),
  }
}

type Prepared =
  | { readonly kind: 'ready'; readonly environment: Readonly<Record<string, string>> }
  | { readonly kind: 'refused'; readonly outcome: TaskOutcome }

/** Makes az log in when it is first called, or now. What it leaves outside the step's directory is taken back behind the script. */
async function prepareAz(
  step: Step,
  environment: Record<string, string>,
  open: (() => void | Promise<void>)[],
): Promise<Prepared> {
  const { host, inputs, fresh, connection, plan, directory } = step
  if (fresh.azLogin === 'none') return { kind: 'ready', environment }
  if (plan.credential.kind !== 'federation') writeCredential(host, directory.path, plan)
  const az = host.which('az')
  if (fresh.azLogin === 'eager') {
    if (!az)
      return {
        kind: 'refused',
        outcome: failed(
          'Azure CLI 2.x is not installed on this machine. Install the package azure-cli (https://aka.ms/install-azure-cli), or leave azLogin at lazy where the script does not call az.',
        ),
      }
    const generation = host.files.read(join(directory.path, stateFiles.generation)) ?? ''
    const input =
      plan.credential.kind === 'secret'
        ? plan.credential.secret
        : host.files.read(join(directory.path, stateFiles.idToken))
    const refused = await logInNow(host, {
      az,
      plan,
      connectionId: connection.id,
      stateDirectory: directory.path,
      input,
      environment,
      workingDirectory: inputs.workingDirectory,
      visible: inputs.visibleAzLogin,
    })
    if (refused) return { kind: 'refused', outcome: refused }
    host.files.write(join(directory.path, stateFiles.done), generation, 0o600)
  }
  if (az) open.push(() => takeBack(step, az, environment))
  return { kind: 'ready', environment: putAzOnPath(host, directory.path, plan, environment) }
}

/** The user's own configuration loses the account again, and `az devops` the defaults that it keeps beside it, as behind AzureCLI. */
async function takeBack(
  { host, inputs, directory }: Step,
  az: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  if (!host.files.exists(join(directory.path, stateFiles.done))) return
  const calls = [
    ...(inputs.connectionType === 'azureDevOps'
      ? [['devops', 'configure', '--defaults', 'project=', 'organization=']]
      : []),
    ...(inputs.useGlobalConfig ? [['account', 'clear']] : []),
  ]
  for (const args of calls) {
    await host
      .exec({
        file: az,
        args,
        cwd: inputs.workingDirectory,
        env: environment,
        onOutputLine: () => {},
        onErrorLine: () => {},
      })
      .catch(() => {})
  }
}

function wholePath(path: string, host: FreshTaskHost): string {
  return isAbsolute(path) ? path : join(host.defaultWorkingDirectory, path)
}

function reasonOf(error: unknown): string {
  if (error instanceof ClientError) {
    const variable =
      error.data.reason === 'hopeless'
        ? ' A variable cannot be renewed: without addSpnToEnvironment the budget is met by the file of AZURE_FEDERATED_TOKEN_FILE, which is.'
        : ''
    return inputNames(`${error.message}\n${error.hint}${variable}`)
  }
  if (error instanceof ScriptError || error instanceof InputError) return error.message
  return `Script failed with error: ${(error as Error).message}`
}
