/** One of the errors of AWS' token service, with its words. */
export interface AwsStsError {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** Leaves the handling of a request at the first check that it does not pass. Caught where the answer is built; it never leaves this folder. */
export class StsFailure extends Error {
  override readonly name = 'StsFailure'
  readonly error: AwsStsError

  constructor(error: AwsStsError) {
    super(error.code)
    this.error = error
  }
}

/** Fails the request at hand. */
export function fail(error: AwsStsError): never {
  throw new StsFailure(error)
}

function badRequest(code: string, message: string): AwsStsError {
  return { status: 400, code, message }
}

function constraint(value: string | null, parameter: string, rule: string): AwsStsError {
  const shown = value === null ? 'null' : `'${value}'`
  return badRequest(
    'ValidationError',
    `1 validation error detected: Value ${shown} at '${parameter}' failed to satisfy constraint: Member must ${rule}`,
  )
}

/** The errors of the service, worded as in public captures, unless it is said that the words are the lab's own. */
export const stsErrors = {
  missingAction: badRequest('MissingAction', 'Missing Action'),
  invalidAction: (action: string, version: string): AwsStsError =>
    badRequest('InvalidAction', `Could not find operation ${action} for version ${version}`),
  malformedRequest: badRequest('MalformedInput', 'The request could not be read.'),
  missing: (parameter: string): AwsStsError => constraint(null, parameter, 'not be null'),
  invalidArn: (arn: string): AwsStsError => badRequest('ValidationError', `${arn} is invalid`),
  sessionName: (name: string): AwsStsError =>
    constraint(name, 'roleSessionName', 'satisfy regular expression pattern: [\\w+=,.@-]*'),
  sessionNameShort: (name: string): AwsStsError =>
    constraint(name, 'roleSessionName', 'have length greater than or equal to 2'),
  sessionNameLong: (name: string): AwsStsError =>
    constraint(name, 'roleSessionName', 'have length less than or equal to 64'),
  durationShort: (seconds: string): AwsStsError =>
    constraint(seconds, 'durationSeconds', 'have value greater than or equal to 900'),
  durationLong: (seconds: string): AwsStsError =>
    constraint(seconds, 'durationSeconds', 'have value less than or equal to 43200'),
  durationBeyondRole: badRequest(
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  ),
  notJwt: badRequest(
    'InvalidIdentityToken',
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  ),
  noProvider: (issuer: string): AwsStsError =>
    badRequest('InvalidIdentityToken', `No OpenIDConnect provider found in your account for ${issuer}`),
  audience: badRequest('InvalidIdentityToken', 'Incorrect token audience'),
  noKey: badRequest(
    'InvalidIdentityToken',
    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
  ),
  /** The words of this and the next are the lab's own. */
  signature: badRequest('InvalidIdentityToken', 'The signature of the web identity token is not valid.'),
  notYetValid: (now: number, from: number): AwsStsError =>
    badRequest('InvalidIdentityToken', `Token not yet valid: current date/time ${now} must not be before ${from}`),
  expired: (now: number, expires: number): AwsStsError =>
    badRequest(
      'ExpiredTokenException',
      `Token expired: current date/time ${now} must be before the expiration date/time ${expires}`,
    ),
  denied: {
    status: 403,
    code: 'AccessDenied',
    message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  },
  missingCredentials: {
    status: 403,
    code: 'MissingAuthenticationToken',
    message: 'Request is missing Authentication Token',
  },
  invalidCredentials: {
    status: 403,
    code: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
  },
  expiredCredentials: {
    status: 403,
    code: 'ExpiredToken',
    message: 'The security token included in the request is expired',
  },
  internal: { status: 500, code: 'InternalFailure', message: 'The request processing has failed.' },
} as const
