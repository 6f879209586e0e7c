import { randomUUID } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { rootCertificates } from 'node:tls'
import type { FreshTaskHost, TaskFiles } from '@mintwell/azure-cli'
import { createHttp, describeStep, platformOf, readAuthorities } from '@mintwell/client'
import { realClock } from '@mintwell/clock'
import { readAuthorization, readInput, readServiceEndpoint } from '../service-endpoint.ts'
import { serviceAddress } from '../token-service.ts'
import { environmentAtStart } from './environment-at-start.ts'
import { openLabTaskClock } from './lab-task-clock.ts'
import { StepProcesses } from './step-processes.ts'
import { taskLib } from './task-lib.ts'

/** A task on a real agent, and how it is let go of. */
export interface AgentTask {
  readonly host: FreshTaskHost
  close(): Promise<void>
}

const files: TaskFiles = {
  exists: existsSync,
  read: (path) => readText(path),
  makeDirectory: (path) => void mkdirSync(path, { recursive: true, mode: 0o700 }),
  makeTemporaryDirectory: (prefix) => mkdtempSync(prefix),
  write: (path, content, mode) => writeFileSync(path, content, { mode }),
  remove: (path) => rmSync(path, { recursive: true, force: true }),
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The port of the engine on azure-pipelines-task-lib, the agent's environment and Node. */
export async function openAgentTask(): Promise<AgentTask> {
  const env = environmentAtStart
  const platform = platformOf(process.platform, process.execPath)
  // In the lab, which removes what a job leaves, a watchdog would only look like work.
  const processes = new StepProcesses(platform, env.MINTWELL_LAB_CLOCK === undefined)
  const labClock = env.MINTWELL_LAB_CLOCK
    ? await openLabTaskClock(env.MINTWELL_LAB_CLOCK, process.pid, () => processes.whileRunning())
    : undefined
  // The agent tells its tasks the proxy's password as a secret variable.
  const http = createHttp({
    env: { ...env, AGENT_PROXYPASSWORD: env.SECRET_AGENT_PROXYPASSWORD ?? env.AGENT_PROXYPASSWORD },
    authorities: readAuthorities(env, readText),
  })
  const accessToken = readAuthorization('SYSTEMVSSCONNECTION', env)?.parameters.AccessToken ?? ''
  const address = serviceAddress(env)
  const {
    connection: _connection,
    source: _source,
    ...handover
  } = describeStep(env, { name: 'azure-pipelines', subject: '' })
  const clock = labClock ?? realClock
  const host: FreshTaskHost = {
    now: () => clock.now(),
    sleepUntil: (instant, signal) => clock.sleepUntil(instant, signal),
    busy: (work) => work(),
    clock,
    ...(labClock ? {} : { monotonic: () => performance.now() }),
    random: Math.random,
    newId: randomUUID,
    platform: process.platform,
    tempDirectory: env.AGENT_TEMPDIRECTORY || tmpdir(),
    defaultWorkingDirectory: env.SYSTEM_DEFAULTWORKINGDIRECTORY || process.cwd(),
    environment: scriptEnvironment(),
    loginEnvironment: {},
    input: (name) => readInput(name, env),
    endpoint: (id) => readServiceEndpoint(id, env),
    feature: taskLib.feature,
    requestIdToken: () => Promise.reject(new Error('The drop-in takes its tokens through the keeper.')),
    tokenTaken: () => labClock?.tokenTaken(),
    setSecret: taskLib.setSecret,
    log: taskLib.log,
    debug: taskLib.debug,
    issue: (type, message) => taskLib[type](message),
    which: (name) => platform.findProgram(name, env, process.cwd(), isProgram),
    exec: (command) => processes.exec(command),
    files,
    privateFiles: processes.files,
    ownRoots: () => rootCertificates.join('\n'),
    service: {
      requestUri: address?.requestUri ?? '',
      accessToken,
      http,
      ...(address?.collectionUri ? { collectionUri: address.collectionUri } : {}),
    },
    handover,
    signal: processes.canceled,
  }
  return {
    host,
    async close() {
      processes.close()
      labClock?.close()
      await http.close()
    },
  }
}

/** What the script inherits: the environment after the task library has taken secrets out of it. */
function scriptEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
