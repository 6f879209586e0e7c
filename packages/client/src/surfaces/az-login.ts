import type { Platform } from '../exec/platform.ts'
import type { Environment } from '../sources/id-token-source.ts'
import { ASSERTION_FILE, type AzLogin, azBatchShim, azShim } from './az-shim.ts'
import type { AzureIdentity } from './azure-identity.ts'
import type { SurfaceDirectory, SurfaceFiles } from './surface-directory.ts'
import type { Variables } from './variables.ts'

/** The file that holds the token for all surfaces, under the name that the shim of az reads. */
export const TOKEN_FILE = ASSERTION_FILE

/** The calls of az that log in as this identity with the assertion from standard input (`@-`, measured with az 2.45). */
export function azLogin({ clientId, tenantId, subscriptionId, cloud }: AzureIdentity): AzLogin {
  return {
    before: cloud === 'AzureCloud' ? [] : [['cloud', 'set', '-n', cloud]],
    login: ['login', '--service-principal', '-u', clientId, '--tenant', tenantId, '--allow-no-subscriptions', '--federated-token', '@-'],
    after: subscriptionId ? [['account', 'set', '--subscription', subscriptionId]] : [],
  }
}

/**
 * Puts an `az` before the real one that logs in when it must, with a configuration directory of its own: the user's stays as it was. Undefined where there is no
 * az, or no bash to write it in.
 */
export function azVariables(
  identity: AzureIdentity,
  env: Environment,
  directory: SurfaceDirectory,
  machine: { readonly platform: Platform; readonly files: SurfaceFiles; readonly find: (program: string) => string | undefined },
): Variables | undefined {
  const { platform, files, find } = machine
  const az = find('az')
  if (!az) return undefined
  const login = azLogin(identity)
  const stateDirectory = directory.path
  let shim: string
  if (platform.name === 'win32') {
    shim = directory.write('bin/az.cmd', azBatchShim({ az, stateDirectory, login }), 0o700)
  } else {
    const bash = find('bash')
    if (!bash) return undefined
    // `sleep` by its full path: in the lab the first one on PATH is the lab's.
    const sleep = ['/bin/sleep', '/usr/bin/sleep'].find((path) => files.exists(path)) ?? 'sleep'
    shim = directory.write('bin/az', azShim({ bash, az, sleep, stateDirectory, login, loginEnvironment: {} }), 0o700)
  }
  const pathName = platform.pathName(env)
  const home = env['AZURE_CONFIG_DIR'] ?? (env['HOME'] ? files.join(env['HOME'], '.azure') : undefined)
  const extensions = home && files.join(home, 'cliextensions')
  return {
    [pathName]: `${shim.slice(0, shim.lastIndexOf(platform.name === 'win32' ? '\\' : '/'))}${platform.pathDelimiter}${env[pathName] ?? ''}`,
    AZURE_CONFIG_DIR: files.join(directory.path, 'azure'),
    // Extensions live in the configuration directory unless this says otherwise (Azure CLI documentation).
    ...(env['AZURE_EXTENSION_DIR'] || !extensions || !files.exists(extensions) ? {} : { AZURE_EXTENSION_DIR: extensions }),
  }
}
