import type { Party } from './party.ts'

/** The issuers that npm and PyPI know: CI services that have trusted publishing there. */
const GITHUB_OR_GITLAB: readonly string[] = ['github', 'gitlab']

function registry(name: string, title: string): Party {
  return {
    name,
    title,
    judge: ({ issuerKind, issuer }) =>
      GITHUB_OR_GITLAB.includes(issuerKind)
        ? []
        : [
            {
              severity: 'failed',
              message: `${title} does not accept the issuer ${issuer ?? 'without a name'}: trusted publishing does not work from Azure Pipelines.`,
              cure: 'Publish with a token of the registry, or from GitHub Actions or GitLab.',
            },
          ],
  }
}

/** npm's trusted publishing (npm/cli, `lib/utils/oidc.js`). */
export const npm = registry('npm', 'npm')

/** PyPI's trusted publishing (pypi/warehouse, `warehouse/oidc`). */
export const pypi = registry('pypi', 'PyPI')
