import type { Instant } from '@mintwell/clock'
import type { Subscription } from '../../directory/subscriptions.ts'
import { ENTRA_HOST, entraIssuerV1 } from '../../ground/federation.ts'
import { isGuid } from '../../ground/guid.ts'
import { type AccessToken, resourceManager, type TokenProblem } from '../bearer/access-token.ts'
import { type ArmError, armErrors, fail } from './arm-error.ts'
import type { ArmPorts } from './ports.ts'

/** Checks the access token of a request. Fails with 401, in the words of the real service. */
export async function requireToken(
  ports: ArmPorts,
  request: Request,
  subscriptionId: string | undefined,
): Promise<AccessToken> {
  const verdict = await ports.tokens.check(request.headers.get('authorization'), resourceManager)
  if (verdict.kind === 'accepted') return verdict.token
  const tenant = ports.directory.subscriptions.find(subscriptionId ?? '')?.tenantId ?? ''
  return fail(unauthorized(describe(verdict, ports.clock.now()), tenant))
}

/** The subscription of a request, as far as the client may use it. Fails with 400, 401, 403 or 404. */
export function requireSubscription(ports: ArmPorts, token: AccessToken, id: string, action: string): Subscription {
  if (!isGuid(id)) fail(armErrors.subscriptionInvalid(id))
  const subscription = ports.directory.subscriptions.find(id)
  if (!subscription) return fail(armErrors.subscriptionNotFound(id))
  if (subscription.tenantId !== token.tenantId) fail(wrongTenant(token.tenantId, subscription.tenantId))
  if (!ports.directory.grants.subscriptionsOf(token.clientId).has(subscription.id)) {
    fail(armErrors.authorizationFailed(token, action, `/subscriptions/${subscription.id}`))
  }
  return subscription
}

interface Words {
  readonly code: string
  readonly message: string
  /** What the challenge says instead of the message. */
  readonly description?: string
}

const INVALID: Words = { code: 'InvalidAuthenticationToken', message: 'The access token is invalid.' }

/** Most texts are from public captures; that of a token which is not valid yet is the lab's own. */
function describe(problem: TokenProblem, now: Instant): Words {
  switch (problem.kind) {
    case 'missing':
      return {
        code: 'AuthenticationFailed',
        message: "Authentication failed. The 'Authorization' header is missing.",
        description: "The authentication failed because of missing 'Authorization' header.",
      }
    case 'scheme':
      return {
        code: 'AuthenticationFailedInvalidHeader',
        message: "Authentication failed. The 'Authorization' header is provided in an invalid format.",
      }
    case 'audience':
      return {
        code: 'InvalidAuthenticationTokenAudience',
        message: `The access token has been obtained for wrong audience or resource '${problem.audience}'. It should exactly match with one of the allowed audiences ${allowedAudiences()}.`,
        description: 'The access token has been obtained for wrong audience or resource.',
      }
    case 'principal':
      return {
        code: 'InvalidAuthenticationToken',
        message:
          "The received access token is not valid: at least one of the claims 'puid' or 'altsecid' or 'oid' should be present. If you are accessing as application please make sure service principal is properly created in the tenant.",
      }
    case 'expired':
      return {
        code: 'ExpiredAuthenticationToken',
        message: `The access token expiry UTC time '${americanTime(problem.expiresAt)}' is earlier than current UTC time '${americanTime(now)}'.`,
        description: 'The access token has expired.',
      }
    case 'not-yet-valid':
      return {
        code: 'InvalidAuthenticationToken',
        message: `The access token is not valid before UTC time '${americanTime(problem.notBefore)}'; the current UTC time is '${americanTime(now)}'.`,
        description: 'The access token is not valid yet.',
      }
    case 'issuer':
    case 'malformed':
    case 'signature':
      return INVALID
  }
}

function wrongTenant(given: string, expected: string): ArmError {
  return unauthorized(
    {
      code: 'InvalidAuthenticationTokenTenant',
      message: `The access token is from the wrong issuer '${entraIssuerV1(given)}'. It must match the tenant '${entraIssuerV1(expected)}' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${expected}' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this error message, please try back later.`,
      description:
        'The access token is from the wrong issuer. It must match the tenant associated with this subscription. Please use correct authority to get the token.',
    },
    expected,
  )
}

/** The challenge names the tenant of the subscription that the request is about, where there is one: SDKs learn the tenant from it. */
function unauthorized({ code, message, description = message }: Words, tenantId: string): ArmError {
  const challenge = `Bearer authorization_uri="https://${ENTRA_HOST}/${tenantId}", error="invalid_token", error_description="${description}"`
  return { status: 401, code, message, challenge }
}

function allowedAudiences(): string {
  return [...resourceManager.audiences]
    .filter((audience) => audience.startsWith('https://'))
    .map((audience) => `'${audience}'`)
    .join(',')
}

/** As .NET writes a time in American English: `8/21/2018 3:22:00 PM`. */
function americanTime(instant: Instant): string {
  const date = new Date(instant)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = date.getUTCHours()
  const day = `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`
  return `${day} ${hours % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${hours < 12 ? 'AM' : 'PM'}`
}
