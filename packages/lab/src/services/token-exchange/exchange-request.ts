import { fail } from './oauth-error.ts'

/** The grant of this endpoint (RFC 8693, section 2.1). */
export const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange'

const TYPE = 'urn:ietf:params:oauth:token-type:'

/** Kinds of tokens that can be presented, and that can be asked for (RFC 8693, section 3). */
const PRESENTED: readonly string[] = [`${TYPE}jwt`, `${TYPE}id_token`]
const ISSUED: readonly string[] = [`${TYPE}access_token`, `${TYPE}jwt`]

/** A request whose form is good. */
export interface ExchangeRequest {
  readonly subjectToken: string
  readonly actorToken: string | undefined
  /** Where the new token is for: every `resource` and `audience`. */
  readonly targets: readonly string[]
  readonly scope: string | undefined
  readonly requestedTokenType: string
}

/** Parameters that may occur in a request more than once (RFC 8693, section 2.1). */
const REPEATABLE = new Set(['resource', 'audience'])
/** `scope-token`s parted by spaces (RFC 6749, section 3.3). */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/
const FORM = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i

/** Reads a request. Fails with `invalid_request`, `unsupported_grant_type`, `invalid_target` or `invalid_scope`. */
export function readExchangeRequest(contentType: string | null, body: string): ExchangeRequest {
  if (!FORM.test(contentType ?? ''))
    fail('invalid_request', 'the request must be a form (application/x-www-form-urlencoded)')
  const form = new URLSearchParams(body)
  const repeated = [...form.keys()].find((name) => !REPEATABLE.has(name) && form.getAll(name).length > 1)
  if (repeated !== undefined) fail('invalid_request', `the parameter ${repeated} occurs in the request more than once`)
  const grant = required(form, 'grant_type')
  if (grant !== GRANT_TYPE) fail('unsupported_grant_type', `the grant of this endpoint is ${GRANT_TYPE}`)
  const subjectToken = required(form, 'subject_token')
  checkPresented('subject_token_type', required(form, 'subject_token_type'))
  return {
    subjectToken,
    actorToken: readActor(form),
    targets: readTargets(form),
    scope: readScope(form),
    requestedTokenType: readRequestedType(form),
  }
}

function required(form: URLSearchParams, name: string): string {
  return form.get(name) || fail('invalid_request', `the parameter ${name} is missing`)
}

function checkPresented(parameter: string, type: string): void {
  if (!PRESENTED.includes(type)) fail('invalid_request', `${parameter} must be one of ${PRESENTED.join(', ')}`)
}

/** An actor's token and its type come together or not at all. */
function readActor(form: URLSearchParams): string | undefined {
  const token = form.get('actor_token') || undefined
  const type = form.get('actor_token_type') || undefined
  if (token === undefined && type === undefined) return undefined
  if (token === undefined) fail('invalid_request', 'actor_token_type is in the request without actor_token')
  checkPresented('actor_token_type', type ?? fail('invalid_request', 'the parameter actor_token_type is missing'))
  return token
}

/** A resource is an absolute URI without a fragment; an audience is any name. */
function readTargets(form: URLSearchParams): readonly string[] {
  const resources = form.getAll('resource')
  const wrong = resources.find((resource) => !URL.canParse(resource) || resource.includes('#'))
  if (wrong !== undefined) fail('invalid_target', 'resource must be an absolute URI without a fragment')
  return [...resources, ...form.getAll('audience').filter((audience) => audience !== '')]
}

function readScope(form: URLSearchParams): string | undefined {
  const scope = form.get('scope') || undefined
  if (scope !== undefined && !SCOPE.test(scope)) fail('invalid_scope', 'the scope is malformed')
  return scope
}

function readRequestedType(form: URLSearchParams): string {
  const type = form.get('requested_token_type') || (ISSUED[0] as string)
  return ISSUED.includes(type)
    ? type
    : fail('invalid_request', `requested_token_type must be one of ${ISSUED.join(', ')}`)
}
