import type { HttpResponse } from '@mintwell/client'
import { foreignText } from '@mintwell/token'
import { DevOpsError, type DevOpsErrorCode } from '../errors.ts'
import { membersOf, textOf } from '../members.ts'
import type { ReadService } from './service.ts'

/** How much of a service's own words is shown, in characters. */
const LONGEST_WORDS = 300
/** The service's code for a user whom it knows and who has no access (Microsoft Learn, "Troubleshoot access"). */
const NOT_AUTHORIZED = /\bTF400813\b/
/** The anonymous user in such a message: the token was not accepted. */
const NOBODY = /aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa/

/**
 * The error that an answer is; undefined where it can be read. A bad token shows in several ways: 401, a redirect to the sign-in page (302), or the page itself, with 203 or with 200
 * (azure-devops-node-api and azure-cli have reports of each).
 *
 * @param what what was asked for, in words: `the projects`
 */
export function refusalOf(response: HttpResponse, what: string, service: ReadService): DevOpsError | undefined {
  const { status } = response
  const words = wordsOf(response)
  const refuse = (code: DevOpsErrorCode, message: string, hint: string) =>
    new DevOpsError(code, { message: words ? `${message} It says: ${words}` : message, hint, data: { status, what } })
  if (isSignIn(response, words)) {
    const how = status === 401 ? 'with 401' : `with its sign-in page (${status})`
    return refuse(
      'ERR_DEVOPS_SIGNED_OUT',
      `${service.name} does not accept the token: it answered the request for ${what} ${how}.`,
      service.signInHint,
    )
  }
  if (status === 401 || status === 403)
    return refuse(
      'ERR_DEVOPS_FORBIDDEN',
      `${service.name} does not let this token read ${what} (${status}).`,
      service.rightsHint,
    )
  if (status === 404)
    return refuse(
      'ERR_DEVOPS_NOT_FOUND',
      `${service.name} has nothing where ${what} should be (404).`,
      'Check the name of the organization and of the project; what one may not see is answered in the same way.',
    )
  if (status >= 500)
    return refuse(
      'ERR_DEVOPS_UNAVAILABLE',
      `${service.name} could not answer the request for ${what} (${status}).`,
      'Run it again in some minutes; status.dev.azure.com shows incidents.',
    )
  if (status >= 200 && status < 300) return undefined
  return refuse('ERR_DEVOPS_ANSWER', `${service.name} refused the request for ${what} (${status}).`, service.answerHint)
}

function isSignIn({ status, headers, text }: HttpResponse, words: string): boolean {
  if (status === 401) return !NOT_AUTHORIZED.test(words) || NOBODY.test(words)
  if (status === 203 || (status >= 300 && status < 400)) return true
  return (
    status === 200 && (/\btext\/html\b/i.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)/i.test(text))
  )
}

/** What the service says in its own words: the message of its JSON (Azure DevOps, Graph and ARM each have a place for it); nothing of an HTML page. */
function wordsOf({ text, secretsSent = [] }: HttpResponse): string {
  try {
    const body = membersOf(JSON.parse(text.length > 65_536 ? '' : text))
    const error = membersOf(body.error)
    const message = textOf(body.message) ?? textOf(error.message) ?? ''
    return foreignText(message, { secrets: secretsSent, longest: LONGEST_WORDS })
  } catch {
    return ''
  }
}
