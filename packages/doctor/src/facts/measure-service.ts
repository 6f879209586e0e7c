import { explainUnreachable, proxyFor, readProxy } from '@mintwell/client'
import type { DoctorPorts } from '../ports/doctor-ports.ts'
import type { ServiceFacts, Unreachable } from './facts.ts'
import type { ExaminedService } from './services.ts'

/** How often a clock is asked: the median of three is not moved by one slow answer. */
const CLOCK_SAMPLES = 3
/** HTTP dates are whole seconds, rounded down (RFC 9110 §5.6.7). */
const HALF_A_SECOND_MS = 500
/** More of an answer than its head is of no use. */
const LONGEST_ANSWER = 2_000_000

/** Looks at one service: its name, its certificates, whether it answers, and its clock. Nothing secret is sent. */
export async function measureService(service: ExaminedService, ports: DoctorPorts): Promise<ServiceFacts> {
  const { hostname, host } = new URL(service.url)
  const proxy = proxyFor(new URL(service.url), readProxy(ports.env))
  const [named, chain, answers] = await Promise.all([
    proxy ? { addresses: null, lookUpProblem: null } : lookUp(hostname, ports),
    ports.certificates(service.url, ports.signal).catch(() => null),
    askForTime(service, ports),
  ])
  ports.signal.throwIfAborted()
  return { name: service.name, host, proxy: proxy?.host ?? null, ...named, ...answers, chain }
}

async function lookUp(host: string, ports: DoctorPorts): Promise<Pick<ServiceFacts, 'addresses' | 'lookUpProblem'>> {
  try {
    return { addresses: await ports.lookUp(host), lookUpProblem: null }
  } catch (error) {
    return { addresses: [], lookUpProblem: codeOf(error) }
  }
}

async function askForTime(
  { name, url }: ExaminedService,
  { http, machineNow, signal }: DoctorPorts,
): Promise<Pick<ServiceFacts, 'clockOffsets' | 'unreachable'>> {
  const clockOffsets: number[] = []
  for (let sample = 0; sample < CLOCK_SAMPLES; sample += 1) {
    const sentAt = machineNow()
    try {
      const { headers } = await http.send({ method: 'HEAD', url, longest: LONGEST_ANSWER, signal })
      const date = Date.parse(headers.date ?? '')
      if (!Number.isNaN(date)) clockOffsets.push(date + HALF_A_SECOND_MS - (sentAt + machineNow()) / 2)
    } catch (error) {
      signal.throwIfAborted()
      return { clockOffsets, unreachable: explain(name, url, error) }
    }
  }
  return { clockOffsets, unreachable: null }
}

function explain(name: string, url: string, error: unknown): Unreachable {
  const { message, hint } = explainUnreachable('ERR_SOURCE_UNREACHABLE', `${name} at ${new URL(url).host}`, error)
  return { code: codeOf(error), message, hint }
}

/** Node's code of an error or of its cause. */
function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  if (typeof code === 'string') return code
  return cause ? codeOf(cause) : 'UNKNOWN'
}
