import { nodeExecProcesses, platformOf } from '@mintwell/client'
import { nodeProcesses } from '@mintwell/runner'
import { say } from '../say.ts'
import type { Io } from '../verb.ts'

/**
 * Logs az in for a command that has a connection, as AzureCLI does before its script, into the configuration directory of the command. The token or the secret goes
 * through standard input. Without az, or with a certificate, there is nothing to do; a login that fails is reported, and the command runs: it may not need az.
 */
export async function logInAz(environment: Readonly<Record<string, string>>, io: Io): Promise<void> {
  const { idToken, servicePrincipalKey, servicePrincipalId = '', tenantId = '' } = environment
  const proof = idToken ?? servicePrincipalKey
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...io.env, ...environment })) if (value !== undefined) env[name] = value
  const { isProgram } = nodeExecProcesses(process.platform, false, () => () => {})
  const file = platformOf(process.platform, process.execPath).findProgram('az', env, io.cwd, isProgram)
  if (file === undefined || proof === undefined) return
  const errors: string[] = []
  const principal = ['--service-principal', '-u', servicePrincipalId, '--tenant', tenantId, '--allow-no-subscriptions']
  const running = nodeProcesses(process.platform).spawn({
    file,
    args: ['login', ...principal, idToken === undefined ? '--password' : '--federated-token', '@-', '--output', 'none'],
    cwd: io.cwd,
    env,
    input: proof,
    onLine: (stream, line) => {
      if (stream === 'stderr') errors.push(line)
    },
  })
  const { code } = await running.ended
  if (code !== 0) say(io.stderr, `lab: az could not log in: ${errors.at(-1) ?? `it ended with ${code}`}`)
}
