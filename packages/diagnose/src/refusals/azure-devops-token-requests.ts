/** An answer of Azure DevOps to a request for an ID token (`POST $SYSTEM_OIDCREQUESTURI`) that brought no token. */
export interface TokenRequestAnswer {
  readonly status: number
  /** The body as it came, of whatever kind. */
  readonly text: string
}

/** What an answer without a token means; the names are stable. */
export type TokenRequestRefusalKind =
  | 'connection-not-referenced'
  | 'job-not-running'
  | 'identity-not-allowed'
  | 'job-token-refused'
  | 'api-version'
  | 'method'
  | 'connection-unknown'
  | 'throttled'
  | 'unavailable'
  | 'no-token'

/** One way in which Azure DevOps refuses a request for an ID token: how it is recognised, what it means, what to do about it. */
export interface TokenRequestRefusal {
  readonly kind: TokenRequestRefusalKind
  readonly matches: (answer: TokenRequestAnswer) => boolean
  /** One sentence. */
  readonly meaning: string
  /** Whole sentences, the cheapest first. */
  readonly cures: readonly string[]
  /** Whether the same request, sent again with the same job token, may succeed a moment later. */
  readonly mayPass: boolean
}

/** The longest part of a service's message that is kept, in characters. */
const LONGEST_MESSAGE = 300

const MAP_JOB_TOKEN =
  'Map the token of this job in the step, unchanged: `env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}`.'

/**
 * What Azure DevOps' refusals of token requests mean: the one list of them. The first that matches counts, and the last matches every answer.
 *
 * Sources: dotnet/docker-tools#2012 (connection not referenced), microsoft/azure-pipelines-agent `ContainerOperationProvider` (the plan that the service does not
 * know yet), hashicorp/packer-plugin-azure#507 (GET), Azure/azure-sdk-for-js#29854 (api-version, the sign-in page instead of a 401), MicrosoftDocs/vsts-rest-api-specs#709
 * (personal access tokens), learn.microsoft.com "Rate and usage limits" (429).
 */
export const azureDevOpsTokenRefusals: readonly TokenRequestRefusal[] = [
  {
    kind: 'connection-not-referenced',
    matches: ({ text }) => /no explicit reference to service connection/i.test(text),
    meaning:
      'Azure DevOps issues a token only for a service connection that a task of this stage or job names, and none does.',
    cures: [
      'Name the connection in a task input of the same job; a step that never runs is enough: `- task: AzureCLI@2`, `condition: false`, `inputs: {azureSubscription: CONNECTION, scriptType: bash, scriptLocation: inlineScript, inlineScript: exit 0}`.',
    ],
    mayPass: false,
  },
  {
    kind: 'job-not-running',
    matches: ({ text }) => /TaskOrchestrationPlanSecurity/.test(text),
    meaning: 'Azure DevOps has no such running job: it has only just started, which resolves itself, or it is over.',
    cures: ['Ask again in a few seconds.', `Ask while the job is running, with its own token. ${MAP_JOB_TOKEN}`],
    mayPass: true,
  },
  {
    kind: 'identity-not-allowed',
    matches: ({ text }) => /TF400813/.test(text),
    meaning:
      'The token of the job does not work here: it has expired (it does so with its job), belongs to another job or to a person, or lacks the right.',
    cures: [
      `A personal access token or another user's token does not work. ${MAP_JOB_TOKEN} Use it while the job is running.`,
      'Check the job authorization scope of project and organization if the connection is in another project.',
    ],
    mayPass: false,
  },
  {
    kind: 'job-token-refused',
    // 302 and 203 are the sign-in page, which comes in place of a 401 unless `X-TFS-FedAuthRedirect: Suppress` is sent.
    matches: ({ status }) => [401, 302, 203].includes(status),
    meaning: 'Azure DevOps refused the job token: it expires with its job, and a personal access token does not work.',
    cures: [MAP_JOB_TOKEN],
    mayPass: false,
  },
  {
    kind: 'api-version',
    matches: ({ text }) => /VssInvalidPreviewVersion|VssVersionNotS/.test(text),
    meaning: 'Azure DevOps does not accept the api-version of the request.',
    cures: ['Send `api-version=7.1`.'],
    mayPass: false,
  },
  {
    kind: 'method',
    matches: ({ status }) => status === 405,
    meaning:
      'The endpoint for ID tokens was asked with GET, and Azure DevOps expects POST: the client asks in GitHub’s way, because it does not detect that it runs in Azure Pipelines.',
    cures: [
      'Configure the service connection in the client; a client that supports Azure Pipelines then asks in the right way. Use a current version of it.',
      'Ask with POST and an empty body.',
      'For Packer and other tools made for GitHub: take the token in a step of your own and hand it over in a file.',
    ],
    mayPass: false,
  },
  {
    kind: 'connection-unknown',
    // Until 2026 the service answered 404 as well where no task input names the connection (gravitational/teleport RFD 0211).
    matches: ({ status, text }) =>
      (status === 404 && azureDevOpsMessage(text) !== '') || /serviceConnectionId is not/i.test(text),
    meaning: 'Azure DevOps has no such service connection or job.',
    cures: [
      'Check the id of the connection, that it belongs to this project, and that this pipeline may use it.',
      'Name the connection in a task input of the same job, if none does.',
    ],
    mayPass: false,
  },
  {
    kind: 'throttled',
    matches: ({ status }) => status === 429,
    meaning: 'Azure DevOps is throttling the requests.',
    cures: ['Wait as long as `Retry-After` says, and ask less often: one token serves everything that a step does.'],
    mayPass: true,
  },
  {
    kind: 'unavailable',
    matches: ({ status }) => status >= 500,
    meaning: 'Azure DevOps cannot answer at the moment.',
    cures: ['Try again; the state of the service is at https://status.dev.azure.com.'],
    mayPass: true,
  },
  {
    kind: 'no-token',
    matches: () => true,
    meaning: 'Azure DevOps answered without an ID token.',
    cures: [
      'Ask again. A task that carries on with such an answer logs in with the word "null".',
      'If it happens again, report it with the `x-vss-e2eid` header of the answer.',
    ],
    mayPass: true,
  },
]

/**
 * Tells what an answer without an ID token means.
 *
 * @example
 * const { kind, meaning, cures } = azureDevOpsTokenRefusal({ status: response.status, text: await response.text() })
 */
export function azureDevOpsTokenRefusal(answer: TokenRequestAnswer): TokenRequestRefusal {
  return azureDevOpsTokenRefusals.find(({ matches }) => matches(answer)) as TokenRequestRefusal
}

/** What a kind of refusal means and what cures it, for those who know it by other signs than an answer. */
export function sayTokenRefusal(kind: TokenRequestRefusalKind): Pick<TokenRequestRefusal, 'meaning' | 'cures'> {
  const { meaning, cures } = azureDevOpsTokenRefusals.find((refusal) => refusal.kind === kind) as TokenRequestRefusal
  return { meaning, cures }
}

/**
 * What Azure DevOps says in a body, in whichever of its shapes: `{message}`, `{value: "text"}`, `{value: {Message}}` or plain text. At most 300 characters; `an HTML
 * page` for a page. The words are the service's: clean them before printing.
 */
export function azureDevOpsMessage(text: string): string {
  try {
    const body = JSON.parse(text) as { message?: unknown; value?: unknown } | null
    const value = body?.value as { Message?: unknown } | string | null | undefined
    for (const candidate of [body?.message, value, (value as { Message?: unknown } | null | undefined)?.Message]) {
      if (typeof candidate === 'string') return candidate.slice(0, LONGEST_MESSAGE)
    }
  } catch {} // Not JSON: a page, or plain text.
  return /<html|<!doctype/i.test(text) ? 'an HTML page' : text.trim().slice(0, LONGEST_MESSAGE)
}
