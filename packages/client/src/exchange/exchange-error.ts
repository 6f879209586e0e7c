import { explainText } from '@mintwell/diagnose'
import { foreignText } from '@mintwell/token'
import { ClientError } from '../errors.ts'
import { explainUnreachable } from '../http/explain-unreachable.ts'
import type { HttpClient } from '../http/http-client.ts'
import type { HttpRequest, HttpResponse } from '../http/http-messages.ts'
import { readRetryAfter } from '../http/retry-after.ts'

/** A text of a service as it may be shown: in one line, no credential in it, no control characters, at most 600 characters. */
export function safeWords(text: string, secrets: readonly string[] = []): string {
  return foreignText(text.replace(/\s+/g, ' ').trim(), { secrets, longest: 600 })
}

/** Sends an exchange; an answer that never came is an error with the host's name. */
export async function sendExchange(http: HttpClient, request: HttpRequest): Promise<HttpResponse> {
  try {
    return await http.send(request)
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason
    throw explainUnreachable('ERR_EXCHANGE_UNREACHABLE', `The token service at ${new URL(request.url).host}`, error)
  }
}

/**
 * The error of an exchange that was refused, with what the refusal means and what cures it.
 *
 * @param code as the service names it, such as `AADSTS700024` or `ExpiredTokenException`; null where it names none
 */
export function refusedExchange(host: string, code: string | null, said: string, response: HttpResponse): ClientError {
  const words = safeWords(said, response.secretsSent)
  const [finding] = explainText(`${code ?? ''} ${words}`).findings
  const retryAfterSeconds = readRetryAfter(response)
  const transient = response.status >= 500 || response.status === 429
  const meaning = finding ? ` ${finding.meaning}` : ''
  return new ClientError(transient ? 'ERR_EXCHANGE_UNREACHABLE' : 'ERR_EXCHANGE_REFUSED', {
    message: `${host} ${transient ? 'cannot answer now' : 'refused the exchange'} (${response.status}${words ? `: ${words}` : ''}).${meaning}`,
    hint: finding?.cures.length
      ? finding.cures.map((cure, index) => `${index + 1}. ${cure}`).join('\n')
      : transient
        ? 'The service is at fault; try again in a while.'
        : 'Give the whole answer to `mintwell explain`.',
    data: {
      status: response.status,
      code,
      // These say that the assertion itself is what is wrong with it: a newer one may be taken.
      assertionEnded: code !== null && ENDED.includes(code),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  })
}

/** Entra's and AWS STS' words for an assertion outside of its time (Microsoft Entra, "error codes"; AWS STS API reference, `AssumeRoleWithWebIdentity`). */
const ENDED = ['AADSTS700024', 'ExpiredToken', 'ExpiredTokenException', 'expired_token']
