import type { WordedRefusal } from './known-refusal.ts'

const PERMISSION =
  'Give the job the permission: `permissions: {id-token: write, contents: read}`. In a reusable workflow the calling job needs it as well.'
const FORK = 'Pull requests from forks get no ID tokens: run the job on `push`, or on `pull_request_target` with care.'
const REACH =
  'On a runner of your own check that it reaches the host of $ACTIONS_ID_TOKEN_REQUEST_URL (*.actions.githubusercontent.com), through the proxy where there is one.'

/**
 * GitHub Actions’ own words where a job gets no ID token. Sources: actions/toolkit `oidc-utils`, actions/toolkit#1441, aws-actions/configure-aws-credentials, sigstore/sigstore-python#170,
 * the GitHub documentation "OpenID Connect reference".
 */
export const githubRefusals: readonly WordedRefusal[] = [
  {
    code: 'github-id-token-permission',
    clues: ['ACTIONS_ID_TOKEN_REQUEST', 'id-token', 'OIDC token'],
    pattern:
      /(?:Unable to get|Missing|did not inject|could not (?:find|get)|Undefined|missing env(?:ironment)? var(?:iable)?:?) \$?ACTIONS_ID_TOKEN_REQUEST_(?:URL|TOKEN)|ACTIONS_ID_TOKEN_REQUEST_(?:URL|TOKEN) (?:environment variable |env(?:ironment)? var(?:iable)? )?(?:was |is )?(?:unset|not set|missing|undefined|not defined|not found)|Did you (?:mean to set|remember to add|forget to (?:set|add)) (?:the )?["'`]?id-token|(?:missing or )?insufficient OIDC token permissions/,
    meaning: 'The job may not ask GitHub for an ID token: it lacks the permission `id-token: write`.',
    cures: [PERMISSION, FORK],
  },
  {
    // Azure/login#302: azure/login says so whatever went wrong when it asked.
    code: 'github-id-token',
    clues: ['id-token'],
    pattern: /make sure to give write permissions to id-token/,
    meaning:
      'azure/login got no ID token from GitHub: the job lacks the permission to ask for one, or the runner cannot reach the service that gives it.',
    cures: [PERMISSION, REACH, FORK],
  },
  {
    // actions/toolkit#1441: the request failed below HTTP, and the client reads the message of an error that has none.
    code: 'github-id-token-unreachable',
    clues: ["reading 'message'", 'Failed to get ID', 'get ID Token'],
    pattern:
      /Error message: Cannot read propert(?:y|ies)(?: 'message')? of undefined|Failed to get ID Token\. ?(?:Error Code ?: ?(?<status>\d{3}))?/i,
    meaning: 'GitHub’s service for ID tokens did not answer, or refused the request.',
    cures: ['Run the job again: it is often over in a minute.', REACH, PERMISSION],
  },
]
