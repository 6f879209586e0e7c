/** What the token services answer with, as public captures have it. */
export const answers = {
  entraExpired: {
    status: 401,
    text: JSON.stringify({
      error: 'invalid_client',
      error_description:
        'AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-04-21T01:15:07.1234567Z, assertion valid from 2026-04-20T01:04:56.0000000Z, expiry time of assertion 2026-04-21T01:09:59.0000000Z. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials . Trace ID: 00000000-0000-0000-0000-000000003f00 Correlation ID: 00000000-0000-0000-0000-000000000001 Timestamp: 2026-04-21 01:15:07Z',
      error_codes: [700024],
    }),
  },
  awsOk: {
    status: 200,
    text: '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>a&amp;b</SecretAccessKey><SessionToken>session</SessionToken><Expiration>2026-04-20T02:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>',
  },
  awsExpired: {
    status: 400,
    text: '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>ExpiredTokenException</Code><Message>Token expired: current date/time 1731098245 must be before the expiration date/time 1731095240</Message></Error><RequestId>1</RequestId></ErrorResponse>',
  },
}
