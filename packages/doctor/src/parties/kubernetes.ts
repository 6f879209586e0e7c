import type { Party } from './party.ts'

/** The Kubernetes API server with OIDC. */
export const kubernetes: Party = {
  name: 'kubernetes',
  title: 'the Kubernetes API server',
  judge({ header }) {
    return header.alg === 'RS256'
      ? []
      : [
          {
            severity: 'warning',
            message: `The API server accepts RS256 unless configured otherwise, and this token is signed with ${String(header.alg).slice(0, 20)}.`,
            cure: 'Add the algorithm to --oidc-signing-algs of the API server.',
          },
        ]
  },
}
