import { ClientError, type IdTokenSource } from '@mintwell/client'
import type { Instant } from '@mintwell/clock'
import { describeMalformed, fingerprint, readToken } from '@mintwell/token'
import type { DoctorPorts } from '../ports/doctor-ports.ts'
import type { AskedToken, UnansweredCause } from './observations.ts'

/** How far apart the two requests are: an echo that were a cache of seconds would have ended. */
export const APART_MS = 30_000
/** Never are more asked for. */
export const MOST_REQUESTS = 3

/**
 * Asks for ID tokens as the experiment needs them: twice, 30 s apart, and a third time only where the held token comes back once and another one then. Each is masked before
 * anything else is done with it, and none is kept.
 */
export async function observeRequests(
  source: IdTokenSource,
  heldFingerprint: string | undefined,
  ports: DoctorPorts,
): Promise<readonly AskedToken[]> {
  const requests: AskedToken[] = []
  const ask = async () => {
    const request = await askOnce(source, ports)
    requests.push(request)
    return request.kind === 'token' ? request.token.fingerprint : undefined
  }
  const first = await ask()
  if (first === undefined) return requests
  ports.progress(`asking for a second ID token in ${APART_MS / 1_000} s, to compare the two`)
  await ports.clock.sleepUntil(ports.clock.now() + APART_MS, ports.signal)
  const second = await ask()
  const isPartial = second !== undefined && first !== second && first === heldFingerprint
  if (isPartial && requests.length < MOST_REQUESTS) await ask()
  return requests
}

async function askOnce(source: IdTokenSource, { clock, mask, signal }: DoctorPorts): Promise<AskedToken> {
  try {
    const { token: compact, serverTime } = await source.request(signal)
    mask(compact)
    const reading = readToken(compact)
    const at: Instant = serverTime ?? clock.now()
    if (reading.kind === 'token') return { kind: 'token', token: reading, at }
    return {
      kind: 'refused',
      cause: 'no-token',
      message: `The answer to a request is not an ID token (${fingerprint(compact).slice(0, 12)}…): ${describeMalformed(reading)}.`,
      hint: 'Report it to the operator of the service; no client accepts it.',
    }
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    return { kind: 'refused', cause: causeOf(error), message: error.message, hint: error.hint }
  }
}

/** What the client says of a job whose own token is missing, or not accepted. */
const JOB_TOKEN_CODES: readonly string[] = ['ERR_JOB_TOKEN_REFUSED', 'ERR_JOB_TOKEN_MISSING', 'ERR_PERMISSION_MISSING']

/** What a request without a token says of its cause. */
export function causeOf({ code }: ClientError): UnansweredCause {
  if (JOB_TOKEN_CODES.includes(code)) return 'job-token'
  return code === 'ERR_SOURCE_UNREACHABLE' ? 'network' : 'no-token'
}
