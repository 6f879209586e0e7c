import {
  AnswerTooLongError,
  explainUnreachable,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  readRetryAfter,
} from '@mintwell/client'
import { DevOpsError } from '../errors.ts'
import type { Pace } from './pace.ts'
import { refusalOf } from './refusal.ts'
import type { ReadService } from './service.ts'

/** How often a request is sent in all where the service is out of order, and where it is throttled. Choices. */
const TRIES = 4
const THROTTLED_TRIES = 20
/** How long to wait before the second try, in milliseconds; then twice as long each time. */
const FIRST_WAIT_MS = 1_000
/** How long to wait where the service refuses for now and does not say how long, in milliseconds: the longest delay that Microsoft Learn, "Rate limits", names. */
const THROTTLED_WAIT_MS = 30_000
/** Below this part of its allowance left, fewer requests are sent at once. */
const LITTLE_LEFT = 0.1

/** What sends requests: the way out, and the pace that all of them keep. */
export interface PatientPorts {
  readonly http: HttpClient
  readonly pace: Pace
  readonly signal?: AbortSignal | undefined
}

/** A request to a service, and what is asked for in words. */
export interface PatientRequest {
  readonly url: string
  readonly what: string
  readonly accept: string
  readonly longest: number
  readonly encoding?: HttpRequest['encoding']
}

/**
 * Sends a request until it is answered: waits where the service asks for it, also with a good answer (`Retry-After` on 200 means the next request, not this one: Microsoft
 * Learn, "Rate limits"), and asks again where it is throttled, out of order or unreachable.
 *
 * @throws DevOpsError
 */
export async function sendPatiently(
  request: PatientRequest,
  service: ReadService,
  ports: PatientPorts,
): Promise<HttpResponse> {
  const { pace, signal } = ports
  for (let tries = 1; ; tries += 1) {
    const outcome = await pace.inTurn(async () => {
      const answer = await attempt(request, service, ports)
      // Inside of the turn, so that nobody is sent on before the pause is known.
      if (!(answer instanceof DevOpsError)) heed(answer, pace)
      return answer
    }, signal)
    const isThrottled = !(outcome instanceof DevOpsError) && outcome.status === 429
    if (isThrottled && tries < THROTTLED_TRIES) continue
    const refusal = isThrottled ? stillThrottled(request, service) : errorOf(outcome, request, service)
    if (!refusal) return outcome as HttpResponse
    if (tries >= TRIES || !mayPass(refusal)) throw refusal
    pace.pause(FIRST_WAIT_MS * 2 ** (tries - 1))
  }
}

function errorOf(outcome: HttpResponse | DevOpsError, { what }: PatientRequest, service: ReadService) {
  return outcome instanceof DevOpsError ? outcome : refusalOf(outcome, what, service)
}

function mayPass({ code, data }: DevOpsError): boolean {
  return code === 'ERR_DEVOPS_UNAVAILABLE' || (code === 'ERR_DEVOPS_UNREACHABLE' && data.mayPass !== false)
}

/** Pauses and slows down as an answer asks. */
function heed(answer: HttpResponse, pace: Pace): void {
  const seconds = readRetryAfter(answer)
  if (seconds !== undefined) pace.pause(seconds * 1_000)
  else if (answer.status === 429) pace.pause(THROTTLED_WAIT_MS)
  const [limit, left] = ['limit', 'remaining'].map((name) =>
    Number(answer.headers[`x-ratelimit-${name}`] || Number.NaN),
  )
  if (limit !== undefined && left !== undefined && left < limit * LITTLE_LEFT) pace.slowDown()
}

/** Sends it once. What went wrong on the way is given as an error, so that a turn always ends in the same way. */
async function attempt(
  { url, what, accept, longest, encoding }: PatientRequest,
  service: ReadService,
  { http, signal }: PatientPorts,
): Promise<HttpResponse | DevOpsError> {
  const headers = {
    accept,
    authorization: service.authorization,
    'x-tfs-fedauthredirect': 'Suppress',
    ...service.headers,
  }
  try {
    return await http.send({
      method: 'GET',
      url,
      headers,
      longest,
      ...(encoding ? { encoding } : {}),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (error instanceof AnswerTooLongError)
      return new DevOpsError('ERR_DEVOPS_ANSWER', {
        message: `${service.name} answered the request for ${what} with more than ${longest} characters.`,
        hint: 'Read fewer projects at once (--project).',
        cause: error,
      })
    const { message, hint, data } = explainUnreachable(
      'ERR_SOURCE_UNREACHABLE',
      `${service.name} at ${new URL(url).host}`,
      error,
    )
    return new DevOpsError('ERR_DEVOPS_UNREACHABLE', { message, hint, data, cause: error })
  }
}

function stillThrottled({ what }: PatientRequest, service: ReadService): DevOpsError {
  return new DevOpsError('ERR_DEVOPS_THROTTLED', {
    message: `${service.name} refused the request for ${what} ${THROTTLED_TRIES} times, because there were too many (429).`,
    hint: 'Run it again later; with --save it resumes where it stopped.',
  })
}
