import { lookup } from 'node:dns/promises'
import { statSync } from 'node:fs'
import { ASK_ANEW, detectSource, type Environment, readCertificateChain, type SourceChoice } from '@mintwell/client'
import type { DoctorPorts } from '@mintwell/doctor'
import type { ProvidePorts } from '../provide/provide-ports.ts'
import { runProgram } from '../provide/run-program.ts'
import type { Io } from '../verb.ts'
import { readAncestors } from './ancestors.ts'

/** A host that does not answer by then will not, in milliseconds. */
const TLS_TIMEOUT_MS = 15_000
/** The Azure CLI is a slow starter, on a cold disk above all. */
const PROGRAM_TIMEOUT_MS = 60_000

/** The outside world of the doctor, on this machine. */
export function openDoctorPorts(io: Io, choice: SourceChoice, ports: ProvidePorts): DoctorPorts {
  const { env, signal } = io
  // In a lab without libfaketime only its own `date` shows its time: nothing is to be found in that.
  const seesLabTime = ports.clock === io.clock || /faketime/.test(env.LD_PRELOAD ?? '')
  return {
    env,
    clock: ports.clock,
    machineNow: () => (seesLabTime ? io.clock.now() : ports.clock.now()),
    http: ports.http,
    openSource: () => detectSource(askingTheService(env), choice, ports),
    lookUp: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    certificates: (url, aborted) =>
      readCertificateChain(url, { env, timeoutMs: TLS_TIMEOUT_MS, ...(aborted ? { signal: aborted } : {}) }),
    modifiedAt: (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs,
    async run(program, args) {
      // On Windows programs such as az are batch files, which only cmd.exe starts.
      const [file, rest] = process.platform === 'win32' ? ['cmd.exe', ['/d', '/c', program, ...args]] : [program, args]
      const limit = AbortSignal.any([signal, AbortSignal.timeout(PROGRAM_TIMEOUT_MS)])
      const { code, stdout } = await runProgram(file, rest, io, limit)
      return code === 0 ? stdout : undefined
    },
    ancestors: () => readAncestors(process.ppid),
    mask: (token) => ports.log.mask(token),
    progress: (text) => ports.log.info(text),
    signal,
  }
}

/** In a step of `mintwell exec` or of the drop-in, the address for ID tokens is a local endpoint that gives the kept token: the doctor asks it for the service's own answer. */
function askingTheService(env: Environment): Environment {
  const address = env.SYSTEM_OIDCREQUESTURI
  if (!address || !URL.canParse(address)) return env
  const url = new URL(address)
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return env
  url.searchParams.set(ASK_ANEW, 'true')
  return { ...env, SYSTEM_OIDCREQUESTURI: url.href }
}
