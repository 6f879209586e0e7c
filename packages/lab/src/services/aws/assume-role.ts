import type { Clock } from '@mintwell/clock'
import type { Directory } from '../../directory/directory.ts'
import type { AwsSettings } from '../../ground/aws-settings.ts'
import { type IssuedToken, readIssued, verifyIssued } from '../bearer/issued-token.ts'
import type { IssuerKeys } from '../issuers/issuer-keys.ts'
import { roleIdOf, type SessionCredentials, type Sessions } from './sessions.ts'
import { fail, stsErrors } from './sts-error.ts'
import { findProvider, findTrust, SESSION_LIMIT_SECONDS } from './trust.ts'

/** What assuming a role works with. */
export interface AssumeRolePorts {
  readonly clock: Clock
  readonly directory: Directory
  readonly issuerKeys: IssuerKeys
  readonly settings: AwsSettings
  readonly sessions: Sessions
}

/** A role that was assumed. */
export interface AssumedRole {
  readonly token: IssuedToken
  /** The ARN of the provider in the role's account. */
  readonly provider: string
  /** The ARN of the session. */
  readonly arn: string
  readonly assumedRoleId: string
  readonly credentials: SessionCredentials
}

interface Wanted {
  readonly roleArn: string
  readonly partition: string
  readonly account: string
  /** Without its path. */
  readonly roleName: string
  readonly sessionName: string
  readonly durationSeconds: number
  readonly token: string
}

/** The shortest session, and the one that a request gets that does not say, in seconds (AWS, AssumeRoleWithWebIdentity, DurationSeconds). */
const SHORTEST_SECONDS = 900
const DEFAULT_SECONDS = 3_600
/** The longest session name (same page). */
const SESSION_NAME_LIMIT = 64
const ROLE_ARN = /^arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}):role\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/
/** How far a token's beginning may be ahead, in seconds: the usual tolerance for clocks. A choice of the lab; the end has none (public captures). */
const SKEW_SECONDS = 300

/**
 * `AssumeRoleWithWebIdentity`: the request, the token's form, the provider, the audience, the signature, the times, the role's trust, in this order. In
 * the cloud a token's `azp`, where it has one, takes the place of `aud` in a trust policy; here `aud` counts. Fails with 400 or 403.
 */
export async function assumeRole(ports: AssumeRolePorts, form: URLSearchParams): Promise<AssumedRole> {
  const wanted = readRequest(form)
  const token = readIssued(wanted.token) ?? fail(stsErrors.notJwt)
  const provider =
    findProvider(ports.settings, ports.directory, token.issuer) ?? fail(stsErrors.noProvider(token.issuer))
  if (!provider.audiences.includes(token.audience)) fail(stsErrors.audience)
  const signature = await verifyIssued(token, ports.issuerKeys)
  if (signature === 'no-key') fail(stsErrors.noKey)
  if (signature === 'bad') fail(stsErrors.signature)
  checkTimes(token, Math.floor(ports.clock.now() / 1_000))
  const { roleArn, partition, account, roleName, sessionName, durationSeconds } = wanted
  const trust = findTrust(ports.settings, { ...token, role: roleArn }) ?? fail(stsErrors.denied)
  if (durationSeconds > (trust.maxSessionSeconds ?? SESSION_LIMIT_SECONDS)) fail(stsErrors.durationBeyondRole)
  const arn = `arn:${partition}:sts::${account}:assumed-role/${roleName}/${sessionName}`
  const assumedRoleId = `${roleIdOf(roleArn)}:${sessionName}`
  return {
    token,
    provider: `arn:${partition}:iam::${account}:oidc-provider/${token.issuer.replace(/^https:\/\//, '')}`,
    arn,
    assumedRoleId,
    credentials: ports.sessions.open({ account, arn, userId: assumedRoleId }, durationSeconds),
  }
}

function readRequest(form: URLSearchParams): Wanted {
  const required = (parameter: string) => {
    const value = form.get(parameter)
    return value ? value : fail(stsErrors.missing(`${parameter.charAt(0).toLowerCase()}${parameter.slice(1)}`))
  }
  const roleArn = required('RoleArn')
  const sessionName = required('RoleSessionName')
  const token = required('WebIdentityToken')
  const durationSeconds = readDuration(form.get('DurationSeconds'))
  const [, partition, account, roleName] = ROLE_ARN.exec(roleArn) ?? []
  if (!partition || !account || !roleName) return fail(stsErrors.invalidArn(roleArn))
  if (!/^[\w+=,.@-]*$/.test(sessionName)) fail(stsErrors.sessionName(sessionName))
  if (sessionName.length < 2) fail(stsErrors.sessionNameShort(sessionName))
  if (sessionName.length > SESSION_NAME_LIMIT) fail(stsErrors.sessionNameLong(sessionName))
  return { roleArn, partition, account, roleName, sessionName, durationSeconds, token }
}

function readDuration(text: string | null): number {
  if (text === null || text === '') return DEFAULT_SECONDS
  if (!/^-?\d{1,9}$/.test(text)) return fail(stsErrors.malformedRequest)
  const seconds = Number(text)
  if (seconds < SHORTEST_SECONDS) fail(stsErrors.durationShort(text))
  if (seconds > SESSION_LIMIT_SECONDS) fail(stsErrors.durationLong(text))
  return seconds
}

function checkTimes({ expires, notBefore, issuedAt }: IssuedToken, now: number): void {
  const from = Math.max(notBefore, issuedAt)
  if (now >= expires) fail(stsErrors.expired(now, expires))
  if (from > now + SKEW_SECONDS) fail(stsErrors.notYetValid(now, from))
}
