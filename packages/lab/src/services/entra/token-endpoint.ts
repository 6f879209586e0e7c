import { fingerprint } from '@mintwell/token'
import type { Caller } from '../../ground/caller.ts'
import type { HttpAnswer } from '../../ground/http/answer.ts'
import type { ServiceRequest } from '../../ground/http/service-request.ts'
import { ENTRA_BACK_DATING_SECONDS } from '../issuers/entra-claims.ts'
import { type RequestIds, refusalAnswer, requestIds, respond, tokenAnswer } from './answers.ts'
import { exchange, type Grant } from './exchange.ts'
import type { EntraPorts } from './ports.ts'
import { refusalOf, type StsRefusal, StsRefused } from './refusal.ts'
import { askedResource } from './resources.ts'
import { stsErrors } from './sts-errors.ts'
import { readForm, type TokenForm } from './token-request.ts'

/** Where a request for a token came in. */
export interface TokenRoute {
  /** The tenant as the path has it: an id or a domain. */
  readonly tenantName: string
  readonly version: 'v1' | 'v2'
  /** The step that asks, where the gateway could tell. */
  readonly caller: Caller | undefined
}

/** From this lifetime on the answer says when to renew the token (`refresh_in`), in seconds: two hours. */
const REFRESH_IN_FROM_SECONDS = 7_200
/** What `expires_in` is less than the lifetime, in seconds: Entra reports its hour as 3599. */
const ROUNDING_SECONDS = 1

/** `POST …/token` of v2.0 and v1: an access token, or why there is none; each answer is told as an event. */
export async function handleToken(ports: EntraPorts, request: ServiceRequest, from: TokenRoute): Promise<HttpAnswer> {
  const body = await request.body()
  const form = readForm(request.header('content-type'), body ?? '')
  const assertion = form.fields.get('client_assertion')
  const presented = assertion ? fingerprint(assertion) : null
  const at = ports.clock.now()
  const sku = request.header('x-client-sku')
  const az = ports.azureCli.recognize({ sku, fields: form.fields, fingerprint: presented, at })
  const { tenantName, version } = from
  const route: Route = {
    tenantName,
    version,
    presented,
    caller: az === 'login' ? loggingIn(from.caller) : from.caller,
  }
  const ids = requestIds(ports, request, form.fields.get('client-request-id'))
  const override = await ports.hooks.answerTokenEndpoint({ at: ports.clock.now(), tenant: tenantName, version })
  if (override) {
    tell(ports, route, form, { status: override.status, errorCode: null })
    return respond(ports, ids, override)
  }
  if (body === undefined)
    return refuseRequest(ports, route, form, ids, refusalOf(stsErrors.malformedRequest, undefined))
  try {
    const grant = await exchange(ports, {
      form,
      tenantName,
      version,
      traceId: ids.traceId,
      authorization: request.header('authorization'),
    })
    tell(ports, route, form, { status: 200, errorCode: null })
    if (az && presented) ports.azureCli.granted(presented, at + grant.lifetimeSeconds * 1_000)
    return tokenAnswer(ports, ids, version === 'v2' ? grantV2(grant) : grantV1(grant))
  } catch (error) {
    if (!(error instanceof StsRefused)) throw error
    return refuseRequest(ports, route, form, ids, error.refusal)
  }
}

/** A request as it is reported: with the fingerprint of what was presented, and with az's logins called so. */
type Route = TokenRoute & { readonly presented: string | null }

function loggingIn(caller: Caller | undefined): Caller | undefined {
  return caller && { ...caller, purpose: 'login' }
}

function refuseRequest(
  ports: EntraPorts,
  route: Route,
  form: TokenForm,
  ids: RequestIds,
  refusal: StsRefusal,
): HttpAnswer {
  tell(ports, route, form, { status: refusal.status, errorCode: refusal.code })
  return refusalAnswer(ports, ids, refusal)
}

/** Numbers, as v2.0 answers. */
function grantV2({ accessToken, lifetimeSeconds }: Grant): string {
  const expiresIn = lifetimeSeconds - ROUNDING_SECONDS
  return JSON.stringify({
    token_type: 'Bearer',
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    ...(lifetimeSeconds >= REFRESH_IN_FROM_SECONDS ? { refresh_in: Math.floor(lifetimeSeconds / 2) } : {}),
    access_token: accessToken,
  })
}

/** Strings, as v1 answers. `not_before` is the token's own `nbf`, five minutes back: the vendor's sample of this flow has 3900 s from it to `expires_on`. */
function grantV1({ accessToken, lifetimeSeconds, nowSeconds, resource }: Grant): string {
  const expiresIn = String(lifetimeSeconds - ROUNDING_SECONDS)
  return JSON.stringify({
    token_type: 'Bearer',
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    expires_on: String(nowSeconds + lifetimeSeconds),
    not_before: String(nowSeconds - ENTRA_BACK_DATING_SECONDS),
    resource,
    access_token: accessToken,
  })
}

function tell(
  ports: EntraPorts,
  route: Route,
  { fields }: TokenForm,
  result: { readonly status: number; readonly errorCode: number | null },
): void {
  const scope = fields.get('scope')
  const wanted = route.version === 'v1' ? fields.get('resource') : scope && askedResource(scope)
  ports.emit({
    kind: 'exchange',
    at: ports.clock.now(),
    caller: route.caller ?? null,
    endpoint: route.version,
    tenant: route.tenantName,
    clientId: fields.get('client_id') ?? null,
    ...result,
    fingerprint: route.presented,
    audience: wanted ?? null,
  })
}
