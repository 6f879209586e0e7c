import type { HttpRequest } from './http-messages.ts'

/** Headers and fields of forms that carry a credential (RFC 6749, 7523, 8693; AWS STS). */
const SECRET_HEADERS = /^(?:authorization|cookie|x-.*(?:token|key|secret)|proxy-authorization)$/i
const SECRET_FIELDS =
  /^(?:client_secret|client_assertion|assertion|subject_token|actor_token|refresh_token|code|password|WebIdentityToken)$/

/** The credentials in a request, as they are and as they may come back: without the scheme, and base64 undone. */
export function secretsIn({ headers = {}, body = '' }: Pick<HttpRequest, 'headers' | 'body'>): readonly string[] {
  const found: string[] = []
  for (const [name, value] of Object.entries(headers)) {
    if (!SECRET_HEADERS.test(name)) continue
    const credential = value.slice(value.indexOf(' ') + 1)
    found.push(credential)
    if (/^basic /i.test(value)) found.push(...Buffer.from(credential, 'base64').toString('utf8').split(':').slice(1))
  }
  const isForm = Object.entries(headers).some(
    ([name, value]) => /^content-type$/i.test(name) && /form-urlencoded/i.test(value),
  )
  if (isForm) for (const [name, value] of new URLSearchParams(body)) if (SECRET_FIELDS.test(name)) found.push(value)
  return found.filter((secret) => secret !== '')
}
