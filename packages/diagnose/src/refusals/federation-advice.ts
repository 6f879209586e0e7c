import type { RefusalVariant } from './known-refusal.ts'

/** Advice that several of Entra's refusals of a federated token share. */
export const WAIT_FOR_CREDENTIAL =
  'If the federated credential was created or changed just now, wait a few minutes and take a new token: it takes that long to spread, and az repeats a refusal from its cache for 60 s.'
export const COMPARE =
  'Compare issuer, subject and audience with the credential, letter by letter: `az ad app federated-credential list --id APP`.'
export const RECREATED =
  'In Azure DevOps copy issuer and subject again from the service connection: a connection that was recreated, converted to the Entra issuer or (with the old issuer) renamed has a new subject.'
export const GITHUB_SUBJECT =
  'In GitHub Actions the subject depends on branch, tag, environment and pull request: a job with `environment:` needs a credential of the type Environment. Repositories created, renamed or moved since 2026-07-15 also have ids after an @ in it.'
export const NEW_ISSUER =
  'Azure DevOps connections move from vstoken.dev.azure.com to login.microsoftonline.com until 2027-07-01, and each issuer needs a credential of its own.'

/** The issuer as the message has it, for comparisons. */
const issuerOf = (values: { readonly issuer?: string }) => values.issuer ?? ''

/** What the issuer gives away; each in place of the general cures. */
export const byIssuer: readonly RefusalVariant[] = [
  {
    when: ({ values }) => /kubernetes\.default|cluster\.local/.test(issuerOf(values)),
    cures: [
      'This cluster issues tokens under an address that exists only inside it, so Entra can neither find a credential for it nor fetch its keys. Give the API server a public issuer: `--service-account-issuer=https://…` with the discovery document and the keys published there; in AKS enable the OIDC issuer (`az aks update --enable-oidc-issuer`).',
      'Then create the credential with that issuer, and restart the pods so that they get new tokens.',
    ],
  },
  {
    when: ({ values }) =>
      /^https:\/\/(?:token\.actions\.githubusercontent\.com|vstoken\.dev\.azure\.com.*|gitlab\.com)\/$/.test(
        issuerOf(values),
      ),
    cures: [
      'The issuer in the message has a slash at its end, which counts: the one in the credential or in the token was written with it and the other without it. Give the credential the issuer exactly as the token has it.',
      COMPARE,
      WAIT_FOR_CREDENTIAL,
    ],
  },
  {
    when: ({ values }) => (values.subject ?? '').startsWith('system:serviceaccount:'),
    cures: [
      'The subject is `system:serviceaccount:NAMESPACE:NAME`: the credential must name this namespace and this service account, and the issuer of this cluster (in AKS `az aks show --query oidcIssuerProfile.issuerUrl`), slash at its end included.',
      COMPARE,
      WAIT_FOR_CREDENTIAL,
    ],
  },
  {
    when: ({ values }) =>
      /^https:\/\/login\.microsoftonline\.(?:com|us)|^https:\/\/sts\.windows\.net/.test(issuerOf(values)),
    cures: [
      `Create a federated credential for the Entra issuer, with the issuer and subject that the service connection shows. ${NEW_ISSUER}`,
      WAIT_FOR_CREDENTIAL,
      COMPARE,
    ],
  },
]
