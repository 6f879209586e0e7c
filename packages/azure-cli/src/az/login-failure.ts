import { join } from 'node:path'
import type { TaskHost, TaskOutcome } from '../task-host.ts'
import type { LoginPlan } from './login-plan.ts'
import { stateFiles } from './login-state.ts'

/** A login that az refused. */
export interface LoginFailure {
  readonly code: number
  /** What az wrote to its standard error. */
  readonly errors: string
}

/** Whose login it was. */
export interface LoginOwner {
  readonly plan: LoginPlan
  readonly connectionId: string
}

/** Entra's code for a secret that has expired. */
const EXPIRED_SECRET = 'AADSTS7000222'

/** The failure of a step whose login failed, in the words of Microsoft's task, but for the place where they are `[object Object]`. */
export function loginFailed(
  host: TaskHost,
  { plan, connectionId }: LoginOwner,
  { code, errors }: LoginFailure,
  atLogin = true,
): TaskOutcome {
  const what =
    plan.credential.kind === 'managed-identity'
      ? 'Azure login failed using Managed Service Identity'
      : 'Azure login failed'
  host.issue('error', `Error Code: [${code}]`)
  if (atLogin) host.issue('error', `Error: ${what}`)
  const message = errors.includes(EXPIRED_SECRET)
    ? `Secret expired, update service connection at ${connectionPage(host, connectionId)} See https://aka.ms/azdo-rm-workload-identity-conversion to learn more about conversion to secret-less service connections.`
    : `Script failed with error: ${errors || `${what}: az ended with exit code ${code} and no message`}`
  return { result: 'failed', message, exitCode: null }
}

function connectionPage({ environment }: TaskHost, id: string): string {
  return encodeURI(
    `${environment.SYSTEM_COLLECTIONURI ?? ''}${environment.SYSTEM_TEAMPROJECT ?? ''}/_settings/adminservices?resourceId=${id}`,
  )
}

/** A login that failed inside the script fails the step, as it would have before it, whatever the script made of it; unless a later one was good. */
export function withFailedLogin(
  host: TaskHost,
  outcome: TaskOutcome,
  stateDirectory: string,
  owner: LoginOwner,
): TaskOutcome {
  const text = host.files.read(join(stateDirectory, stateFiles.failure))
  if (text === undefined) return outcome
  const [first = '', ...lines] = text.split('\n')
  const failure = { code: Number.parseInt(first, 10) || 1, errors: lines.join('\n').trim() }
  return { ...loginFailed(host, owner, failure), exitCode: outcome.exitCode }
}
