import { describe, expect, it } from 'vitest'
import { claimsOf, forge } from '../bearer/test-client.ts'
import { element, keys, lab, STS } from './test-lab.ts'

describe('AssumeRoleWithWebIdentity', () => {
  // parity: aws-expired
  it('refuses a token that has ended, to the second, in the words of AWS', async () => {
    const { assume, services, token } = await lab()
    const expires = Number(claimsOf(token).exp)
    services.clock.set(expires * 1_000 - 1)
    expect((await assume()).status).toBe(200)
    services.clock.set((expires + 3_005) * 1_000)
    const answer = await assume()
    expect(answer.status).toBe(400)
    expect(answer.text).toBe(
      `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>ExpiredTokenException</Code>
    <Message>Token expired: current date/time ${expires + 3_005} must be before the expiration date/time ${expires}</Message>
  </Error>
  <RequestId>${answer.headers.get('x-amzn-requestid')}</RequestId>
</ErrorResponse>
`,
    )
    expect(services.events.at(-1)).toMatchObject({ service: 'aws', status: 400, error: 'ExpiredTokenException' })
  })

  // parity: aws-request-errors
  it.each([
    ['no action', { Action: null }, 400, 'MissingAction', 'Missing Action'],
    [
      'another action',
      { Action: 'AssumeRole' },
      400,
      'InvalidAction',
      'Could not find operation AssumeRole for version 2011-06-15',
    ],
    [
      'another version',
      { Version: '2010-05-08' },
      400,
      'InvalidAction',
      'Could not find operation AssumeRoleWithWebIdentity for version 2010-05-08',
    ],
    [
      'no role',
      { RoleArn: null },
      400,
      'ValidationError',
      "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    ],
    [
      'no token',
      { WebIdentityToken: null },
      400,
      'ValidationError',
      "1 validation error detected: Value null at 'webIdentityToken' failed to satisfy constraint: Member must not be null",
    ],
    ['a role that is no ARN', { RoleArn: 'deploy<&>' }, 400, 'ValidationError', 'deploy&lt;&amp;&gt; is invalid'],
    [
      'a session name with a space',
      { RoleSessionName: 'a b' },
      400,
      'ValidationError',
      "1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ],
    [
      'a session name of one character',
      { RoleSessionName: 'a' },
      400,
      'ValidationError',
      "1 validation error detected: Value 'a' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      'a session name of 65 characters',
      { RoleSessionName: 'a'.repeat(65) },
      400,
      'ValidationError',
      `1 validation error detected: Value '${'a'.repeat(65)}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [
      'a duration that is too short',
      { DurationSeconds: '899' },
      400,
      'ValidationError',
      "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      'a duration that is too long',
      { DurationSeconds: '43201' },
      400,
      'ValidationError',
      "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
    ],
    [
      'a duration that is no number',
      { DurationSeconds: '1h' },
      400,
      'MalformedInput',
      'The request could not be read.',
    ],
    [
      'a token that is none',
      { WebIdentityToken: 'opaque' },
      400,
      'InvalidIdentityToken',
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    ],
  ])('refuses a request with %s', async (_what, changes, status, code, message) => {
    const { assume } = await lab()
    const answer = await assume(changes)
    expect(answer.status).toBe(status)
    expect(element(answer.text, 'Code')).toBe(code)
    expect(element(answer.text, 'Message')).toBe(message)
  })

  // parity: aws-refused
  it('refuses tokens of issuers that are not registered, without asking them', async () => {
    const { assume, token } = await lab()
    for (const iss of [
      'https://issuer.example',
      'https://vstoken.dev.azure.com/lab',
      'https://login.microsoftonline.com/common/v2.0',
    ]) {
      const answer = await assume({ WebIdentityToken: await forge(keys.ado, { ...claimsOf(token), iss }) })
      expect(answer.status).toBe(400)
      expect(element(answer.text, 'Message')).toBe(`No OpenIDConnect provider found in your account for ${iss}`)
    }
  })

  // parity: aws-refused
  it('refuses another audience, a forged signature, a key that is not published and a token from the future', async () => {
    const { assume, token } = await lab()
    const claims = claimsOf(token)
    const messageFor = async (compact: string) => element((await assume({ WebIdentityToken: compact })).text, 'Message')
    expect(await messageFor(await forge(keys.ado, { ...claims, aud: 'sts.amazonaws.com' }))).toBe(
      'Incorrect token audience',
    )
    const { kid, x5t } = await keys.ado.current()
    expect(await messageFor(await forge(keys.entra, claims, { kid, x5t }))).toBe(
      'The signature of the web identity token is not valid.',
    )
    expect(await messageFor(await forge(keys.entra, claims))).toContain("Couldn't retrieve verification key")
    const later = Number(claims.exp) - 1
    expect(await messageFor(await forge(keys.ado, { ...claims, nbf: later }))).toContain('Token not yet valid')
  })

  it('says that it cannot get the keys when the issuer’s documents are out of reach', async () => {
    const { assume, services } = await lab()
    services.faults.switchOn('keys-unreachable')
    const answer = await assume()
    expect(element(answer.text, 'Code')).toBe('InvalidIdentityToken')
    expect(element(answer.text, 'Message')).toContain("Couldn't retrieve verification key from your identity provider")
  })

  // parity: aws-trust
  it('asks the trust policy of the role, with wildcards, and denies what no policy lets in', async () => {
    const { assume, connection } = await lab({
      roles: [
        {
          role: 'arn:aws:iam::*:role/team/*',
          subject: 'sc://lab/*/aws',
          audience: 'api://*',
          maxSessionSeconds: 3_600,
        },
        { role: 'arn:aws:iam::123456789012:role/other', subject: 'sc://lab/pipelines/else' },
      ],
    })
    expect(connection.subject).toBe('sc://lab/pipelines/aws')
    expect((await assume()).status).toBe(200)
    const denied = await assume({ RoleArn: 'arn:aws:iam::123456789012:role/other' })
    expect(denied.status).toBe(403)
    expect(element(denied.text, 'Code')).toBe('AccessDenied')
    expect(element(denied.text, 'Message')).toBe('Not authorized to perform sts:AssumeRoleWithWebIdentity')
    const long = await assume({ DurationSeconds: '3601' })
    expect(element(long.text, 'Message')).toBe(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
  })

  it('knows the providers that the settings name, and no others', async () => {
    const { assume, connection, services } = await lab({ providers: [] })
    expect(element((await assume()).text, 'Message')).toContain('No OpenIDConnect provider found')
    const registered = await lab({
      providers: [{ issuer: connection.issuer, audiences: ['api://AzureADTokenExchange'] }],
    })
    expect((await registered.assume()).status).toBe(200)
    expect(services.events.some((event) => event.kind === 'service-failed')).toBe(false)
  })

  it('refuses a body that is too large, and methods that it does not have', async () => {
    const { services } = await lab()
    const large = await services.send(STS, { method: 'POST', body: 'x'.repeat(1_100_000) })
    expect(element(large.text, 'Code')).toBe('MalformedInput')
    expect(element((await services.send(STS, { method: 'PUT' })).text, 'Code')).toBe('InvalidAction')
  })
})
