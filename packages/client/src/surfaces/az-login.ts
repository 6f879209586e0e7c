import type { Environment } from '../environment.ts'
import type { Platform } from '../process/platform.ts'
import type { AzureIdentity } from './azure-identity.ts'
import type { SurfaceDirectory, SurfaceFiles } from './surface-directory.ts'
import type { Variables } from './variables.ts'

/** The file of the directory that holds the token for all surfaces (0600): the SDKs read it by its path, the login of az from its standard input. */
export const TOKEN_FILE = 'id-token'
/** Beside it a line that changes with it, written after it: by this an `az` sees that its login is of an older token. */
export const GENERATION_FILE = 'generation'

/** The calls of az that make up a login, each as arguments; `login` reads the assertion from standard input. */
export interface AzLogin {
  readonly before: readonly (readonly string[])[]
  readonly login: readonly string[]
  readonly after: readonly (readonly string[])[]
}

/** The parts of an `az` that logs in when it must. */
export interface AzShimRequest {
  /** The real az. */
  readonly az: string
  /** Undefined on Windows. */
  readonly bash: string | undefined
  readonly sleep: string
  /** Where {@link TOKEN_FILE} and {@link GENERATION_FILE} are, and the shim keeps its own state. */
  readonly stateDirectory: string
  readonly login: AzLogin
}

/** Writes the text of such an `az`, for bash, or for cmd.exe where there is no bash. The package `azure-cli` has one. */
export type WriteAzShim = (request: AzShimRequest) => string

/** The calls of az that log in as this identity with the assertion from standard input (`@-`, measured with az 2.45). */
export function azLogin({ clientId, tenantId, subscriptionId, cloud }: AzureIdentity): AzLogin {
  return {
    before: cloud === 'AzureCloud' ? [] : [['cloud', 'set', '-n', cloud]],
    login: [
      'login',
      '--service-principal',
      '-u',
      clientId,
      '--tenant',
      tenantId,
      '--allow-no-subscriptions',
      '--federated-token',
      '@-',
    ],
    after: subscriptionId ? [['account', 'set', '--subscription', subscriptionId]] : [],
  }
}

/** What is needed of the machine to put an `az` on PATH. */
export interface AzMachine {
  readonly platform: Platform
  readonly files: SurfaceFiles
  /** Finds a program on PATH; `accept` can pass one over. */
  readonly find: (program: string, accept?: (path: string) => boolean) => string | undefined
  readonly writeAzShim: WriteAzShim
}

/**
 * Puts an `az` before the real one that logs in when it must, with a configuration directory of its own: the user's stays as it was. Undefined where there is no
 * az, or no bash to write it in.
 */
export function azVariables(
  identity: AzureIdentity,
  env: Environment,
  directory: SurfaceDirectory,
  { platform, files, find, writeAzShim }: AzMachine,
): Variables | undefined {
  const windows = platform.name === 'win32'
  // An AzureCLI step may have put such an az on PATH already; it would log in with the token of that step.
  const az = find('az', (path) => !isShim(files.read(path)))
  const bash = windows ? undefined : find('bash')
  if (!az || !(windows || bash)) return undefined
  // `sleep` by its full path: in the lab the first one on PATH is the lab's.
  const sleep = ['/bin/sleep', '/usr/bin/sleep'].find((path) => files.exists(path)) ?? 'sleep'
  const shim = directory.write(
    windows ? 'bin/az.cmd' : 'bin/az',
    writeAzShim({ az, bash, sleep, stateDirectory: directory.path, login: azLogin(identity) }),
    0o700,
  )
  const pathName = platform.pathName(env)
  const home = env.AZURE_CONFIG_DIR ?? (env.HOME ? files.join(env.HOME, '.azure') : undefined)
  const extensions = home && files.join(home, 'cliextensions')
  return {
    [pathName]: `${shim.slice(0, shim.lastIndexOf(windows ? '\\' : '/'))}${platform.pathDelimiter}${env[pathName] ?? ''}`,
    AZURE_CONFIG_DIR: files.join(directory.path, 'azure'),
    // Extensions live in the configuration directory unless this says otherwise (Azure CLI documentation).
    ...(env.AZURE_EXTENSION_DIR || !extensions || !files.exists(extensions) ? {} : { AZURE_EXTENSION_DIR: extensions }),
  }
}

/** By this word, near the beginning of an `az`, it is known to be one of ours, whatever else it says. */
export const AZ_SHIM_MARK = 'mintwell-az-shim'

function isShim(text: string | undefined): boolean {
  return text?.slice(0, 400).includes(AZ_SHIM_MARK) ?? false
}
