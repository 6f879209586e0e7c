import type { WordedRefusal } from './known-refusal.ts'

const FRESH = 'Take the token right before AssumeRoleWithWebIdentity.'
const FILE =
  'Give the SDK the file (AWS_WEB_IDENTITY_TOKEN_FILE) and keep the file fresh: it is read again at each renewal, while keys that were fetched once expire with their session.'

/**
 * Refusals of AWS STS in AssumeRoleWithWebIdentity, in the words of STS, of the SDKs and of aws-actions/configure-aws-credentials. Sources: the API reference of AWS STS,
 * repost.aws "InvalidIdentityToken", aws/aws-sdk-net#3071, and the public issue named with an entry.
 */
export const awsRefusals: readonly WordedRefusal[] = [
  {
    // awslabs/aws-orbit-workbench#707: STS writes no space before the second time.
    code: 'ExpiredTokenException',
    clues: ['expiration date/time', 'Token too old', 'date/time', 'ExpiredTokenException'],
    pattern:
      /(?:Token expired: current date\/time (?<currentTime>\d{9,11}) must be before the expiration date\/time (?<expiryTime>\d{9,11})|Token too old: \d{1,12}|web identity token (?:that was passed )?(?:is|has) expired)/,
    meaning: 'AWS STS refused the ID token: it had expired.',
    cures: [FRESH, FILE],
  },
  {
    // aws-actions/configure-aws-credentials#488
    code: 'ExpiredToken',
    clues: [
      'security token included',
      'token included in',
      'ExpiredToken',
      'session token',
      'request is expired',
      'provided token',
    ],
    pattern:
      /The (?:security token included in the request|provided token) (?:is|has) expired|(?:reason ?: ?|due to )?ExpiredToken: ?The (?:security|provided) token/,
    meaning:
      'The AWS session has expired: the keys that STS gave in exchange for the ID token, not the ID token itself.',
    cures: [
      'Assume the role again right before the call that failed: run configure-aws-credentials once more.',
      'Ask for a longer session: `role-duration-seconds` (`--duration-seconds`), up to the role’s MaxSessionDuration; it is one hour by default.',
      'Let the SDK renew by itself: AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN with a file that is kept fresh, instead of fixed keys.',
    ],
  },
  {
    code: 'InvalidIdentityToken',
    clues: ['Incorrect token', 'token audience', 'InvalidIdentityToken', 'AssumeRoleWithWebIdentity'],
    pattern: /Incorrect token audience/,
    meaning: 'The audience of the token is not among the client ids of the identity provider in AWS.',
    cures: [
      'Add the audience of the token to the provider: `aws iam add-client-id-to-open-id-connect-provider`. GitHub’s action asks for `sts.amazonaws.com`; from Azure DevOps it is `api://AzureADTokenExchange`, or its GUID where Entra issues the token.',
      'Or ask for the audience that the provider has: the `audience` input of configure-aws-credentials.',
      'With a token that Entra issues the `azp` claim counts as well: list both its audience and its azp as client ids.',
    ],
  },
  {
    code: 'InvalidIdentityToken',
    clues: ['OpenIDConnect', 'InvalidIdentityToken', 'provider found'],
    pattern: /No OpenIDConnect provider found in your account for (?<issuer>https?:\/\/[^\s"'<),]{1,300}[^\s"'<),.])/,
    meaning: 'The AWS account has no identity provider for this issuer.',
    cures: [
      'Add the provider with exactly this URL: `aws iam create-open-id-connect-provider --url …`; check that it is the right account.',
      'The issuer of Azure DevOps connections changes from vstoken.dev.azure.com to login.microsoftonline.com until 2027-07-01, which is another provider.',
    ],
  },
  {
    // aws/aws-cli#7194, aws-sdk-rust#827: STS prints two spaces after the comma.
    code: 'InvalidIdentityToken',
    clues: ['verification key', 'InvalidIdentityToken', 'retrieve verification'],
    pattern: /Couldn't retrieve verification key from your identity provider/,
    meaning:
      'AWS STS could not fetch the keys of the issuer: it did not answer within 5 s, or not from the public internet, or it is asked too often.',
    cures: [
      'Try again with growing pauses: many jobs that start at once are the common cause.',
      'Fetch `{issuer}/.well-known/openid-configuration` and its jwks_uri from outside your network: both must be public and quick, and have the key id of the token.',
    ],
  },
  {
    // aws-actions/configure-aws-credentials#357, #757
    code: 'InvalidIdentityToken',
    clues: ['thumbprint'],
    pattern: /OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint/,
    meaning: 'The thumbprint of the identity provider in AWS is not that of the issuer’s TLS certificate any more.',
    cures: [
      'Update it: `aws iam update-open-id-connect-provider-thumbprint`; for GitHub and other issuers with a publicly trusted certificate AWS no longer needs the right one, but an old provider has to be updated or recreated once.',
      'If Terraform owns the provider, change `thumbprint_list` there.',
    ],
  },
  {
    code: 'InvalidIdentityToken',
    clues: ['InvalidIdentityToken', 'ID Token provided', 'a valid JWT', 'provided token', 'not a valid JWT'],
    pattern:
      /The ID Token provided is not a valid JWT|Missing a required claim: ?(?<claim>\w{1,20})|No provider found for this token/,
    meaning: 'What was sent to AWS STS is not a readable ID token, or lacks a claim.',
    cures: [
      'Look at the file or variable that holds the token: `mintwell inspect FILE` says what it is without showing it. An empty file and a token with a line break or quotes are the common causes.',
    ],
  },
  {
    // aws-actions/configure-aws-credentials#318
    code: 'AccessDenied',
    clues: ['sts:AssumeRoleWithWebIdentity', 'AssumeRoleWithWebIdentity', 'Not authorized to perform'],
    pattern: /Not authorized to perform:? ?sts:(?:AssumeRoleWithWebIdentity|TagSession)/,
    meaning: 'The trust policy of the AWS role does not fit this token: provider, audience or subject.',
    cures: [
      'Compare the conditions of the trust policy with the token: `mintwell inspect` shows issuer, subject and audience. Upper and lower case count, StringEquals takes no `*` (StringLike does), and a job with `environment:` has another subject than one without.',
      'Check that the policy’s Federated principal is the provider of this account and that the action is sts:AssumeRoleWithWebIdentity.',
      'Check the ARN of the role: the answer is the same where the role does not exist.',
    ],
  },
  {
    code: 'IDPCommunicationError',
    clues: ['IDPCommunicationError'],
    pattern: /IDPCommunicationError/,
    meaning: 'AWS STS could not reach the issuer to check the token.',
    cures: [
      'Try again with growing pauses.',
      'Check that the issuer’s discovery document and keys are public and quick.',
    ],
  },
  {
    code: 'IDPRejectedClaim',
    clues: ['IDPRejectedClaim'],
    pattern: /IDPRejectedClaim/,
    meaning:
      'AWS STS says that the issuer does not stand by the token: a claim is invalid, has expired or was revoked.',
    cures: [FRESH, 'Check issuer, audience and times: `mintwell inspect`.'],
  },
  {
    code: 'ValidationError',
    clues: ['DurationSeconds exceeds', 'MaxSessionDuration', 'DurationSeconds'],
    pattern: /The requested DurationSeconds exceeds the (?:MaxSessionDuration set for this role|1 hour session limit)/,
    meaning: 'The session that was asked for is longer than the role allows.',
    cures: [
      'Ask for less: `role-duration-seconds: 3600`. A role assumed from another role has one hour at most.',
      'Or raise MaxSessionDuration of the role (up to 12 h).',
    ],
  },
  {
    code: 'PackedPolicyTooLarge',
    clues: ['PackedPolicyTooLarge', 'Packed size of session tags'],
    pattern: /PackedPolicyTooLarge|Packed size of session tags consumes/,
    meaning: 'The session tags and policies of the request are too large together.',
    cures: ['Send fewer or shorter tags: `role-skip-session-tagging: true` of configure-aws-credentials.'],
  },
  {
    // aws-actions/configure-aws-credentials#271, #282
    code: 'aws-no-credentials',
    clues: ['load credentials from', 'Credentials could not'],
    pattern:
      /Credentials could not be loaded, please check your action inputs: ?Could not load credentials from any providers/,
    meaning:
      'configure-aws-credentials found no way to sign in: in a job that should use OIDC it has no ID token to ask with.',
    cures: [
      'Give the job the permission `id-token: write` (in a reusable workflow the calling job too), and set `role-to-assume` and `aws-region`.',
      'Pull requests from forks get no ID tokens.',
    ],
  },
  {
    code: 'InvalidClientTokenId',
    clues: ['InvalidClientTokenId', 'token included in', 'request is invalid', 'security token'],
    pattern: /The security token included in the request is invalid/,
    meaning:
      'The access key is unknown to AWS: it was deleted, is wrong, or belongs to another partition or to a region that is not enabled.',
    cures: [
      'Check that AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN are all of one session: a session key without its token is not valid.',
      'For a region that has to be enabled use the regional endpoint of STS (AWS_STS_REGIONAL_ENDPOINTS=regional).',
    ],
  },
  {
    code: 'RequestExpired',
    clues: ['RequestExpired', 'Signature expired', 'RequestTimeTooSkewed'],
    pattern: /RequestExpired|Signature expired: \d{8}T\d{6}Z is now earlier than|RequestTimeTooSkewed/,
    meaning: 'AWS refused the request as too old: a clock is wrong, or the session of its keys has expired.',
    cures: ['Set the clock of the machine: `timedatectl set-ntp true`, `w32tm /resync`.', 'Assume the role again.'],
  },
  {
    code: 'aws-no-credentials',
    clues: ['locate credentials', 'NoCredentialProviders', 'valid credential sources'],
    pattern:
      /Unable to locate credentials|NoCredentialProviders: no valid providers in chain|No valid credential sources found/,
    meaning:
      'The AWS client found no credentials: nobody assumed a role here, or the variables did not reach this step.',
    cures: [
      'Run configure-aws-credentials (or assume the role) in the same job, before this step.',
      'For a renewable identity set AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE; secret variables of Azure Pipelines must be mapped with env:.',
    ],
  },
]
