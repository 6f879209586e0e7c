import { audiences } from './claims.ts'
import type { Party } from './party.ts'

/** What a subject may not have (octo-sts, `pkg/oidcvalidate`). */
const FORBIDDEN = /[\s"'`\\<>;&$(){}[\]]/
const LONGEST_SUBJECT = 255

/** octo-sts, which gives tokens of GitHub. */
export const octoSts: Party = {
  name: 'octo-sts',
  title: 'octo-sts',
  judge(token) {
    const subject = token.subject ?? ''
    return [
      ...(FORBIDDEN.test(subject) || subject.length > LONGEST_SUBJECT
        ? [
            {
              severity: 'failed' as const,
              message:
                "The subject has a space or another character that octo-sts does not take ('invalid subject in token').",
              cure: 'Rename the project or the connection, or use the Entra issuer, whose subject has ids only.',
            },
          ]
        : []),
      ...(audiences(token).includes('octo-sts.dev')
        ? []
        : [
            {
              severity: 'warning' as const,
              message: `octo-sts expects its own name as the audience unless the policy says otherwise; this token is for ${audiences(token).join(', ') || 'nobody'}.`,
              cure: `Write audience: ${audiences(token)[0] ?? '…'} into the trust policy.`,
            },
          ]),
    ]
  },
}
