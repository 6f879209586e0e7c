import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mintwellAzureCli } from '@mintwell/azure-cli'
import type { TokenServiceStandIn } from './token-service.ts'

const ID = '11111111-2222-3333-4444-555555555555'

/** A task as the agent starts it, without a runner around it: to be signalled and killed. */
export interface AgentProcess {
  readonly pid: number
  /** All that it wrote so far. */
  output(): string
  /** Resolves when the output has this. The task library's debug lines have the script itself in it. */
  saw(pattern: RegExp): Promise<void>
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  /** The agent's temp directory of this step. */
  readonly temp: string
  kill(signal: NodeJS.Signals): void
}

/** The environment in which an agent starts the drop-in (facts: `azure-devops.md` §3.1), as far as the task needs it. */
export function agentEnvironment(
  service: TokenServiceStandIn,
  directory: string,
  inputs: Readonly<Record<string, string>>,
  idToken?: string,
): Record<string, string> {
  const temp = join(directory, '_temp')
  mkdirSync(temp, { recursive: true })
  const values = Object.fromEntries(mintwellAzureCli.inputs.map(({ name, defaultValue = '' }) => [name, defaultValue]))
  const given = { ...values, connectedServiceNameARM: ID, cwd: directory, ...inputs }
  const parameters = { tenantid: 'tenant', serviceprincipalid: 'client', ...(idToken ? { idToken } : {}) }
  return {
    PATH: process.env.PATH ?? '',
    HOME: directory,
    TF_BUILD: 'True',
    AGENT_TEMPDIRECTORY: temp,
    AGENT_VERSION: '4.273.0',
    SYSTEM_DEFAULTWORKINGDIRECTORY: directory,
    SYSTEM_COLLECTIONURI: service.collectionUri,
    SYSTEM_OIDCREQUESTURI: service.requestUri,
    ENDPOINT_URL_SYSTEMVSSCONNECTION: service.collectionUri,
    ENDPOINT_AUTH_SYSTEMVSSCONNECTION: JSON.stringify({
      scheme: 'OAuth',
      parameters: { AccessToken: 'the-job-token' },
    }),
    [`ENDPOINT_URL_${ID}`]: 'https://management.azure.com/',
    [`ENDPOINT_AUTH_${ID}`]: JSON.stringify({ scheme: 'WorkloadIdentityFederation', parameters }),
    [`ENDPOINT_DATA_${ID}`]: JSON.stringify({ environment: 'AzureCloud', subscriptionId: 'sub' }),
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  }
}

/** Starts the drop-in from its folder. */
export function startTask(folder: string, environment: Readonly<Record<string, string>>): AgentProcess {
  const child = spawn(process.execPath, [join(folder, 'index.js')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  let look: () => void = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
      look()
    })
  }
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  return {
    pid: child.pid as number,
    output: () => text,
    saw: (wanted) =>
      new Promise((resolve, reject) => {
        look = () => {
          if (wanted.test(text)) resolve()
        }
        look()
        void ended.then(() => reject(new Error(`it ended without '${wanted}': ${text}`)))
      }),
    ended,
    temp: environment.AGENT_TEMPDIRECTORY ?? '',
    kill: (signal) => void child.kill(signal),
  }
}

/** A directory for one test of this kind; whoever asks removes it. */
export function stepDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'mintwell-agent-'))
}
