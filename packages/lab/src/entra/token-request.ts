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
    | { readonly kind: 'none' }
}

/** The form of a token request: its fields, and the first one that stands in it twice. */
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
  for (const [name, value] of new URLSearchParams(body)) {
    if (fields.has(name)) duplicated ??= name
    else fields.set(name, value)
  }
  return { fields, duplicated }
}

/** Checks the grant. Refuses with 9000411, 900144 or 70003. */
export function checkGrant({ fields, duplicated }: TokenForm): void {
  if (duplicated !== undefined) refuse(stsErrors.duplicatedParameter, { name: duplicated })
  const grant = required(fields, 'grant_type')
  if (grant !== 'client_credentials') refuse(stsErrors.unsupportedGrant, { grant })
}

/** Reads the rest of the request. Refuses with 900144, 7000218, 9002313, 70011 or 1002012. Unknown fields are passed over: MSAL sends several. */
export function readTokenRequest({ fields }: TokenForm, version: 'v1' | 'v2'): TokenRequest {
  const clientId = required(fields, 'client_id')
  const credential = readCredential(fields)
  if (credential.kind === 'none') refuse(stsErrors.noClientCredential)
  const resource = version === 'v2' ? resourceOfScope(required(fields, 'scope')) : required(fields, 'resource')
  return { clientId, resource, credential }
}

function readCredential(fields: TokenForm['fields']): TokenRequest['credential'] {
  const assertion = fields.get('client_assertion')
  if (assertion) {
    const type = required(fields, 'client_assertion_type')
    return type === ASSERTION_TYPE ? { kind: 'assertion', assertion } : refuse(stsErrors.malformedRequest)
  }
  const secret = fields.get('client_secret')
  return secret ? { kind: 'secret', secret } : { kind: 'none' }
}

function required(fields: TokenForm['fields'], name: string): string {
  return fields.get(name) || refuse(stsErrors.missingParameter, { name })
}
