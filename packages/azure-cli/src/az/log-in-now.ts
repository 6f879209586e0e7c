import { join } from 'node:path'
import type { TaskHost, TaskOutcome } from '../task-host.ts'
import { type LoginOwner, loginFailed } from './login-failure.ts'
import { CERTIFICATE_PATH, EXTENSION_ADDED, EXTENSION_NEEDED } from './login-plan.ts'
import { stateFiles } from './login-state.ts'

/** How an az before the script is called. */
export interface LoginNow extends LoginOwner {
  readonly az: string
  readonly stateDirectory: string
  /** The assertion or the secret, for the login's standard input. */
  readonly input: string | undefined
  readonly environment: Readonly<Record<string, string>>
  readonly workingDirectory: string
  /** Whether the log shows what the login prints. */
  readonly visible: boolean
}

interface Call {
  readonly args: readonly string[]
  /** Whether it is the login itself. */
  readonly login: boolean
}

/** What a login came to: az may be logged in though the subscription could not be set. */
export interface LoggedIn {
  readonly loggedIn: boolean
  readonly refused: TaskOutcome | undefined
}

/** What comes before the login: the cloud, or the extension for Azure DevOps. Returns the failure, if any. */
export async function prepareLogin(
  host: TaskHost,
  login: Omit<LoginNow, 'input' | 'visible'>,
): Promise<TaskOutcome | undefined> {
  const context = { ...login, input: undefined, visible: true }
  for (const args of login.plan.before) {
    if (args[0] === 'cloud') host.log(`Setting active cloud to: ${args.at(-1)}`)
    if (args === EXTENSION_NEEDED && (await call(host, context, { args, login: false }, true)) === undefined) continue
    const failed = await call(host, context, { args: args === EXTENSION_NEEDED ? EXTENSION_ADDED : args, login: false })
    if (failed) return loginFailed(host, login, failed, false)
  }
  return undefined
}

/** The login and the subscription. */
export async function logIn(host: TaskHost, login: LoginNow): Promise<LoggedIn> {
  const { plan } = login
  const words = (args: readonly string[]) =>
    args.map((word) => (word === CERTIFICATE_PATH ? join(login.stateDirectory, stateFiles.certificate) : word))
  const loginArgs = (args: readonly string[]) => [...words(args), ...(login.visible ? [] : ['--output', 'none'])]
  let failed = await call(host, login, { args: loginArgs(plan.login), login: true }, plan.loginOfOlderAz !== undefined)
  if (failed && plan.loginOfOlderAz && failed.code === 2 && failed.errors.includes('unrecognized')) {
    failed = await call(host, login, { args: loginArgs(plan.loginOfOlderAz), login: true })
  }
  if (failed) return { loggedIn: false, refused: loginFailed(host, login, failed) }
  for (const args of plan.after) {
    const problem = await call(host, login, { args, login: false })
    if (problem) return { loggedIn: true, refused: loginFailed(host, login, problem, false) }
  }
  return { loggedIn: true, refused: undefined }
}

/** Both halves in one go. Returns the failure, or undefined when az is logged in. */
export async function logInNow(host: TaskHost, login: LoginNow): Promise<TaskOutcome | undefined> {
  return (await prepareLogin(host, login)) ?? (await logIn(host, login)).refused
}

interface FailedCall extends Call {
  readonly code: number
  readonly errors: string
}

async function call(host: TaskHost, login: LoginNow, request: Call, quiet = false): Promise<FailedCall | undefined> {
  const errors: string[] = []
  host.log(`[command]${login.az} ${request.args.join(' ')}`)
  const code = await host.exec({
    file: login.az,
    args: request.args,
    cwd: login.workingDirectory,
    env: { ...login.environment, ...host.loginEnvironment },
    ...(request.login && login.input !== undefined ? { input: login.input } : {}),
    onErrorLine: (line) => errors.push(line),
    ...(quiet && !request.login ? { onOutputLine: () => {} } : {}),
  })
  return code === 0 ? undefined : { ...request, code, errors: errors.join('\n') }
}
