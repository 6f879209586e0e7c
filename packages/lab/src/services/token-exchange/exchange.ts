import type { Clock } from '@mintwell/clock'
import type { Directory } from '../../directory/directory.ts'
import { EXCHANGE_AUDIENCE, EXCHANGE_RESOURCE_ID } from '../../ground/federation.ts'
import { signJwt } from '../../ground/keys/sign-jwt.ts'
import type { SigningKeys } from '../../ground/keys/signing-keys.ts'
import type { ByteSource } from '../../ground/random.ts'
import { randomGuid } from '../../ground/random-guid.ts'
import type { TokenExchangeSettings } from '../../ground/token-exchange-settings.ts'
import { type IssuedToken, readIssued, verifyIssued } from '../bearer/issued-token.ts'
import { isLabIssuer } from '../bearer/lab-issuers.ts'
import type { IssuerKeys } from '../issuers/issuer-keys.ts'
import type { ExchangeRequest } from './exchange-request.ts'
import { fail } from './oauth-error.ts'

/** What the exchange works with. */
export interface ExchangePorts {
  readonly clock: Clock
  readonly random: ByteSource
  readonly directory: Directory
  readonly issuerKeys: IssuerKeys
  /** The endpoint's own keys. */
  readonly keys: SigningKeys
  readonly settings: TokenExchangeSettings
  /** How long a token lives that is issued. */
  readonly lifetimeSeconds: number
}

/** The host of the endpoint: a name that is nobody's (RFC 2606, section 3). */
export const TOKEN_EXCHANGE_HOST = 'token-exchange.lab.example'
/** The issuer of its tokens. */
export const TOKEN_EXCHANGE_ISSUER = `https://${TOKEN_EXCHANGE_HOST}`

/** How far a token's beginning may be ahead, in seconds: the usual tolerance for clocks. A choice of the lab; the end has none. */
const SKEW_SECONDS = 300

/** Trades a token for one that the endpoint issues itself. Fails with `invalid_request` (or `invalid_grant`) or `invalid_target`. */
export async function exchangeToken(ports: ExchangePorts, request: ExchangeRequest): Promise<string> {
  const subject = await verifyPresented(ports, 'subject_token', request.subjectToken)
  const actor =
    request.actorToken === undefined ? undefined : await verifyPresented(ports, 'actor_token', request.actorToken)
  const { targets } = ports.settings
  const refused = request.targets.find((target) => targets && !targets.includes(target))
  if (refused !== undefined) fail('invalid_target', `no token is issued for ${refused}`)
  const now = Math.floor(ports.clock.now() / 1_000)
  const [only = TOKEN_EXCHANGE_ISSUER, ...others] = request.targets
  const key = await ports.keys.current()
  return signJwt(
    key,
    { typ: 'JWT', alg: 'RS256', kid: key.kid },
    {
      iss: TOKEN_EXCHANGE_ISSUER,
      sub: subject.subject,
      aud: others.length === 0 ? only : [only, ...others],
      iat: now,
      exp: now + ports.lifetimeSeconds,
      jti: randomGuid(ports.random),
      idp: subject.issuer,
      ...(request.scope === undefined ? {} : { scope: request.scope }),
      // RFC 8693, section 4.1.
      ...(actor ? { act: { sub: actor.subject, iss: actor.issuer } } : {}),
    },
  )
}

/** Checks a presented token: form, issuer, audience, signature, times, in this order. */
async function verifyPresented(ports: ExchangePorts, parameter: string, compact: string): Promise<IssuedToken> {
  const { settings, directory, issuerKeys, clock } = ports
  const reject = (why: string) => fail(settings.rejectedTokenError ?? 'invalid_request', `the ${parameter} ${why}`)
  const token = readIssued(compact) ?? reject('is not a JWT signed with RS256')
  const isKnown = isLabIssuer(directory, token.issuer) || settings.issuers?.includes(token.issuer)
  if (!isKnown) reject(`is of an issuer that is not known: ${token.issuer}`)
  const audiences = settings.subjectAudiences ?? [EXCHANGE_AUDIENCE, EXCHANGE_RESOURCE_ID, TOKEN_EXCHANGE_ISSUER]
  if (!audiences.includes(token.audience)) reject(`is for another audience: ${token.audience}`)
  const signature = await verifyIssued(token, issuerKeys)
  if (signature === 'no-key') reject(`is signed with a key that ${token.issuer} does not publish`)
  if (signature === 'bad') reject('has a signature that is not valid')
  const now = Math.floor(clock.now() / 1_000)
  if (now >= token.expires) reject(`has expired: it is ${now}, and it ended at ${token.expires}`)
  const from = Math.max(token.notBefore, token.issuedAt)
  if (from > now + SKEW_SECONDS) reject(`is not valid yet: it is ${now}, and it begins at ${from}`)
  return token
}
