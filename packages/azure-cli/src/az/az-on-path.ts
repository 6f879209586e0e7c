import { delimiter, join } from 'node:path'
import type { TaskHost } from '../task-host.ts'
import { batchShim } from './batch-shim.ts'
import type { LoginPlan } from './login-plan.ts'
import { stateFiles } from './login-state.ts'
import { missingAzShim, posixShim } from './posix-shim.ts'

/** The generation of a credential that never changes. */
const ONLY_GENERATION = '1'

/** Writes what a login reads: the secret or the certificate, or an assertion that is never renewed. Each 0600. */
export function writeCredential(
  host: Pick<TaskHost, 'files'>,
  stateDirectory: string,
  { credential }: LoginPlan,
  assertion?: string,
): void {
  const write = (name: string, text: string) => host.files.write(join(stateDirectory, name), text, 0o600)
  if (credential.kind === 'certificate') write(stateFiles.certificate, credential.pem)
  if (credential.kind === 'secret') write(stateFiles.secret, credential.secret)
  if (credential.kind === 'federation') write(stateFiles.idToken, assertion ?? '')
  write(stateFiles.generation, `${ONLY_GENERATION}\n`)
}

/**
 * Puts an `az` before the real one that logs in when it must, and gives the environment with it on PATH. On a machine without az it says what to install; without bash
 * (or, on Windows, without az) nothing is put there.
 */
export function putAzOnPath(
  host: TaskHost,
  stateDirectory: string,
  plan: LoginPlan,
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  const az = host.which('az')
  const bin = join(stateDirectory, 'bin')
  const written = host.platform === 'win32' ? windows() : posix()
  if (!written) return { ...environment }
  host.files.makeDirectory(bin)
  host.files.write(join(bin, written.name), written.text, 0o700)
  const pathName = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...environment, [pathName]: `${bin}${delimiter}${environment[pathName] ?? ''}` }

  function posix() {
    const bash = host.which('bash')
    if (!bash) return undefined
    // `sleep` by its full path where there is one: in the lab the first on PATH waits on the lab's clock.
    const sleep =
      ['/bin/sleep', '/usr/bin/sleep'].find((path) => host.files.exists(path)) ?? host.which('sleep') ?? 'sleep'
    const { loginEnvironment } = host
    return {
      name: 'az',
      text: az ? posixShim({ bash, az, sleep, stateDirectory, plan, loginEnvironment }) : missingAzShim(bash),
    }
  }
  function windows() {
    return az ? { name: 'az.cmd', text: batchShim({ az, stateDirectory, plan }) } : undefined
  }
}
