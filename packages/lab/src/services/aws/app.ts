import type { Clock } from '@mintwell/clock'
import { fingerprint } from '@mintwell/token'
import { type Context, Hono } from 'hono'
import type { Directory } from '../../directory/directory.ts'
import type { AwsSettings } from '../../ground/aws-settings.ts'
import type { ServiceEnvironment } from '../../ground/caller.ts'
import { guidOf } from '../../ground/guid.ts'
import { toResponse } from '../../ground/http/answer.ts'
import { readBody } from '../../ground/http/read-body.ts'
import type { Emit } from '../../ground/lab-event.ts'
import type { ByteSource } from '../../ground/random.ts'
import type { IssuerKeys } from '../issuers/issuer-keys.ts'
import { type AssumedRole, assumeRole } from './assume-role.ts'
import { callerIdentity } from './caller-identity.ts'
import { type SessionIdentity, Sessions } from './sessions.ts'
import { type AwsStsError, fail, StsFailure, stsErrors } from './sts-error.ts'
import { writeXml, type XmlElement } from './xml.ts'

/** What the token service of AWS works with. */
export interface AwsPorts {
  readonly clock: Clock
  readonly random: ByteSource
  readonly emit: Emit
  readonly directory: Directory
  /** The keys of the issuers that are registered as providers. */
  readonly issuerKeys: IssuerKeys
  readonly settings: AwsSettings
}

/** What the gateway has found out about a request is passed as Hono's bindings. */
export interface AwsEnvironment {
  Bindings: ServiceEnvironment
}

const VERSION = '2011-06-15'
const NAMESPACE = `https://sts.amazonaws.com/doc/${VERSION}/`

/** The host of the global endpoint, and those of the regions (AWS, STS regions and endpoints). */
export const awsStsHosts = {
  hosts: ['sts.amazonaws.com'],
  alsoServes: /^sts\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/,
} as const

/**
 * The token service of AWS for the hosts `sts.amazonaws.com` and `sts.{region}.amazonaws.com`: `AssumeRoleWithWebIdentity`, unsigned, as a form or a
 * query, and `GetCallerIdentity` for the credentials that it gave.
 */
export function createAwsApp(ports: AwsPorts): Hono<AwsEnvironment> {
  const sessions = new Sessions(ports)
  const app = new Hono<AwsEnvironment>()
  // Whatever the path: a client may be given an endpoint (AWS_ENDPOINT_URL_STS) that has one.
  app.on(['GET', 'POST'], '*', (context) => answer(ports, sessions, context))
  app.notFound(() => failure(ports, stsErrors.invalidAction('', VERSION)))
  app.onError((error) => {
    if (error instanceof StsFailure) return failure(ports, error.error)
    ports.emit({ kind: 'service-failed', at: ports.clock.now(), service: 'aws', message: error.message })
    return failure(ports, stsErrors.internal)
  })
  return app
}

async function answer(ports: AwsPorts, sessions: Sessions, { req, env }: Context<AwsEnvironment>): Promise<Response> {
  const form = await readForm(req.raw)
  const action = form.get('Action') || fail(stsErrors.missingAction)
  const version = form.get('Version') ?? ''
  if (version !== VERSION) fail(stsErrors.invalidAction(action, version))
  if (action === 'GetCallerIdentity') return success(ports, action, describeCaller(callerIdentity(sessions, req.raw)))
  if (action !== 'AssumeRoleWithWebIdentity') fail(stsErrors.invalidAction(action, version))
  try {
    const role = await assumeRole({ ...ports, sessions }, form)
    tell(ports, form, env, undefined)
    return success(ports, action, describeRole(role))
  } catch (error) {
    if (error instanceof StsFailure) tell(ports, form, env, error.error)
    throw error
  }
}

/** Parameters of the query and of the body; the body's come first. */
async function readForm(request: Request): Promise<URLSearchParams> {
  const body = request.method === 'POST' ? await readBody(request) : ''
  const form = new URLSearchParams(body ?? fail(stsErrors.malformedRequest))
  for (const [name, value] of new URL(request.url).searchParams) form.append(name, value)
  return form
}

function describeRole({ token, provider, arn, assumedRoleId, credentials }: AssumedRole): readonly XmlElement[] {
  return [
    ['SubjectFromWebIdentityToken', token.subject],
    ['Audience', token.audience],
    [
      'AssumedRoleUser',
      [
        ['AssumedRoleId', assumedRoleId],
        ['Arn', arn],
      ],
    ],
    [
      'Credentials',
      [
        ['AccessKeyId', credentials.accessKeyId],
        ['SecretAccessKey', credentials.secretAccessKey],
        ['SessionToken', credentials.sessionToken],
        ['Expiration', `${new Date(credentials.expiresAt).toISOString().slice(0, 19)}Z`],
      ],
    ],
    ['Provider', provider],
  ]
}

function describeCaller({ arn, userId, account }: SessionIdentity): readonly XmlElement[] {
  return [
    ['Arn', arn],
    ['UserId', userId],
    ['Account', account],
  ]
}

function success(ports: AwsPorts, action: string, result: readonly XmlElement[]): Response {
  const requestId = guidOf(ports.random.bytes(16))
  const metadata: XmlElement = ['ResponseMetadata', [['RequestId', requestId]]]
  return respond(ports, 200, requestId, [`${action}Response`, [[`${action}Result`, result], metadata]])
}

function failure(ports: AwsPorts, { status, code, message }: AwsStsError): Response {
  const requestId = guidOf(ports.random.bytes(16))
  const error: XmlElement = [
    'Error',
    [
      ['Type', status < 500 ? 'Sender' : 'Receiver'],
      ['Code', code],
      ['Message', message],
    ],
  ]
  return respond(ports, status, requestId, ['ErrorResponse', [error, ['RequestId', requestId]]])
}

function respond({ clock }: AwsPorts, status: number, requestId: string, document: XmlElement): Response {
  const headers = { 'Content-Type': 'text/xml', 'x-amzn-RequestId': requestId }
  return toResponse({ status, headers, body: writeXml(document, NAMESPACE) }, clock.now())
}

function tell(
  ports: AwsPorts,
  form: URLSearchParams,
  env: ServiceEnvironment | undefined,
  error: AwsStsError | undefined,
): void {
  const token = form.get('WebIdentityToken')
  ports.emit({
    kind: 'exchange',
    service: 'aws',
    at: ports.clock.now(),
    caller: env?.caller ?? null,
    clientId: null,
    status: error?.status ?? 200,
    errorCode: null,
    error: error?.code ?? null,
    fingerprint: token ? fingerprint(token) : null,
    audience: form.get('RoleArn'),
  })
}
