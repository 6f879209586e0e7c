import { refuse } from './refusal.ts'
import { resourceOfScope } from './resources.ts'
import { stsErrors } from './sts-errors.ts'

/** A request of the client-credential flow, complete in form. */
export interface TokenRequest {
  readonly clientId: string
  /** What a token is asked for, without `/.default`. */
  readonly resource: string
  readonly credential:
    | { readonly kind: 'assertion'; readonly assertion: string }
    | { readonly kind: 'secret'; readonly secret: string }
}

/** The form of a token request: its fields, and the first one that occurs in it twice. */
export interface TokenForm {
  readonly fields: ReadonlyMap<string, string>
  readonly duplicated: string | undefined
}

/** The one value that `client_assertion_type` can have (RFC 7523, section 2.2). */
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const FORM = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i

/** Reads a form; a body of another type has no fields, as for Entra. */
export function readForm(contentType: string | null, body: string): TokenForm {
  const fields = new Map<string, string>()
  let duplicated: string | undefined
  if (contentType === null || !FORM.test(contentType)) return { fields, duplicated }
  for (const [name, value] of formFields(body)) {
    if (fields.has(name)) duplicated ??= name
    else fields.set(name, value)
  }
  return { fields, duplicated }
}

/** The fields as URLSearchParams reads them; what has no escapes, such as an assertion, is taken as it stands. */
function formFields(body: string): Iterable<readonly [string, string]> {
  try {
    return body
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const equals = pair.indexOf('=')
        return equals < 0
          ? ([decoded(pair), ''] as const)
          : ([decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))] as const)
      })
  } catch {
    return new URLSearchParams(body)
  }
}

/** Throws URIError at malformed escapes, and those that are not UTF-8. */
function decoded(text: string): string {
  return text.includes('%') || text.includes('+') ? decodeURIComponent(text.replaceAll('+', ' ')) : text
}

/** Checks the grant. Refuses with 9000411, 900144 or 70003. */
export function checkGrant({ fields, duplicated }: TokenForm): void {
  if (duplicated !== undefined) refuse(stsErrors.duplicatedParameter, { name: duplicated })
  const grant = required(fields, 'grant_type')
  if (grant !== 'client_credentials') refuse(stsErrors.unsupportedGrant, { grant })
}

/**
 * Reads the rest of the request. Refuses with 900144, 7000216, 9002313, 70011 or 1002012. Unknown fields are passed over: MSAL sends several.
 * A client id and secret may be in the `Authorization` header instead (`client_secret_basic` of the discovery document; RFC 6749, section 2.3.1).
 */
export function readTokenRequest(
  { fields }: TokenForm,
  version: 'v1' | 'v2',
  authorization: string | null,
): TokenRequest {
  const basic = readBasic(authorization)
  const clientId = fields.get('client_id') || basic?.clientId || required(fields, 'client_id')
  const credential = readCredential(fields) ?? (basic ? { kind: 'secret', secret: basic.secret } : undefined)
  if (!credential) refuse(stsErrors.noClientCredential)
  const resource = version === 'v2' ? resourceOfScope(required(fields, 'scope')) : required(fields, 'resource')
  return { clientId, resource, credential }
}

function readCredential(fields: TokenForm['fields']): TokenRequest['credential'] | undefined {
  const assertion = fields.get('client_assertion')
  if (assertion) {
    const type = required(fields, 'client_assertion_type')
    return type === ASSERTION_TYPE ? { kind: 'assertion', assertion } : refuse(stsErrors.malformedRequest)
  }
  const secret = fields.get('client_secret')
  return secret ? { kind: 'secret', secret } : undefined
}

/** Both parts are form-encoded before they are joined. */
function readBasic(authorization: string | null): { readonly clientId: string; readonly secret: string } | undefined {
  const encoded = authorization === null ? undefined : /^basic +(\S+)$/i.exec(authorization)?.[1]
  if (encoded === undefined) return undefined
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon < 1) return undefined
  const [clientId, secret] = [pair.slice(0, colon), pair.slice(colon + 1)].map(formDecoded)
  return clientId && secret ? { clientId, secret } : undefined
}

function formDecoded(text: string): string {
  return new URLSearchParams(`x=${text.replaceAll('&', '%26')}`).get('x') ?? ''
}

function required(fields: TokenForm['fields'], name: string): string {
  return fields.get(name) || refuse(stsErrors.missingParameter, { name })
}
