import { foreignText } from '@mintwell/token'
import { ClientError, type ClientErrorCode } from '../errors.ts'
import type { HttpResponse } from '../http/http-messages.ts'
import { readRetryAfter } from '../http/retry-after.ts'
import { mappingYaml } from './mapping-yaml.ts'

/** The YAML that makes a stage reference a connection, ready to paste. */
export function referencingYaml(connection: string): string {
  return [
    '- task: AzureCLI@2',
    '  displayName: Reference the service connection',
    '  condition: false',
    '  inputs:',
    `    azureSubscription: '${connection.replaceAll("'", "''")}'`,
    '    scriptType: bash',
    '    scriptLocation: inlineScript',
    '    inlineScript: ":"',
  ].join('\n')
}

/** What the service says, in whichever of its shapes: `{message}`, `{value: "text"}`, `{value: {Message}}`, or plain text; fit to be shown. At most 300 characters. */
export function serviceMessage({ text, secretsSent = [] }: Pick<HttpResponse, 'text' | 'secretsSent'>): string {
  return foreignText(wordsOf(text), { secrets: secretsSent, longest: 300 })
}

function wordsOf(text: string): string {
  try {
    const body = JSON.parse(text) as { message?: unknown; value?: unknown }
    const value = body.value as { Message?: unknown } | string | undefined
    for (const candidate of [body.message, value, (value as { Message?: unknown } | undefined)?.Message]) {
      if (typeof candidate === 'string') return candidate
    }
  } catch {} // Not JSON: HTML or text.
  return /<html|<!doctype/i.test(text) ? 'an HTML page' : text.trim()
}

/** An answer without a token, as the rules below see it. */
interface Answer {
  readonly status: number
  readonly text: string
  /** What the service says. */
  readonly said: string
  readonly connection: string
  readonly retryAfterSeconds: number | undefined
}

/** One kind of refusal: how it is known, what it means, what cures it. */
interface Refusal {
  readonly code: ClientErrorCode
  readonly matches: (answer: Answer) => boolean
  readonly message: (answer: Answer) => string
  readonly hint: (answer: Answer) => string
}

const quoted = ({ status, said }: Answer) => `${status}${said ? `: ${said}` : ''}`

/** The refusals of Azure DevOps' endpoint for ID tokens (facts: `azure-devops.md` §1.2); the first that matches counts. */
const refusals: readonly Refusal[] = [
  {
    code: 'ERR_CONNECTION_UNAUTHORIZED',
    matches: ({ said }) => /no explicit reference to service connection/i.test(said),
    message: ({ said }) => `Azure DevOps issues no token for the service connection: ${said}`,
    hint: ({ connection }) =>
      `A task input of this stage must name the connection. Paste this step into the job:\n${referencingYaml(connection)}`,
  },
  {
    code: 'ERR_JOB_TOKEN_REFUSED',
    matches: ({ text }) => /TaskOrchestrationPlanSecurity/.test(text),
    message: (answer) => `Azure DevOps does not know the job as one that runs (${quoted(answer)}).`,
    hint: () =>
      `It has just started, which passes, or it has ended, as has its token then. A token that was kept from another job does not serve; map this job’s own:\n${mappingYaml}`,
  },
  {
    code: 'ERR_JOB_TOKEN_REFUSED',
    matches: ({ text }) => /TF400813/.test(text),
    message: (answer) => `Azure DevOps does not let this identity ask for ID tokens (${quoted(answer)}).`,
    hint: () =>
      `A personal access token or another user’s token does not serve. Map the token of the job, unchanged:\n${mappingYaml}`,
  },
  {
    code: 'ERR_JOB_TOKEN_REFUSED',
    matches: ({ status }) => [401, 302, 203].includes(status),
    message: (answer) => `Azure DevOps refused the job token (${quoted(answer)}).`,
    hint: () =>
      `It ends with its job, and a personal access token does not serve. Map the one of this job in the step:\n${mappingYaml}`,
  },
  {
    code: 'ERR_METHOD',
    matches: ({ text }) => /VssInvalidPreviewVersion|VssVersionNotS/.test(text),
    message: ({ said }) => `Azure DevOps does not take this version of the request: ${said}`,
    hint: () => 'Update Mintwell; until then report it with the header x-vss-e2eid.',
  },
  {
    code: 'ERR_METHOD',
    matches: ({ status }) => status === 405,
    message: () => 'Azure DevOps issues ID tokens for POST only (405).',
    hint: () => 'The endpoint was called with GET. Use a client that knows Azure DevOps’ form, or mintwell exec.',
  },
  {
    code: 'ERR_CONNECTION_UNKNOWN',
    matches: ({ status, said }) => (status === 404 && said !== '') || /serviceConnectionId is not/i.test(said),
    message: (answer) => `Azure DevOps knows no such service connection or job (${quoted(answer)}).`,
    // Until 2026 the service answered so, too, where no input names the connection (facts: `azure-devops.md` §1.2).
    hint: ({ connection }) =>
      `Check the connection’s id, that it is in this project, and that this pipeline is permitted to use it. A task input of this stage must name it; if none does, paste this step into the job:\n${referencingYaml(connection)}`,
  },
  {
    code: 'ERR_SOURCE_THROTTLED',
    matches: ({ status }) => status === 429,
    message: ({ retryAfterSeconds: wait }) =>
      `Azure DevOps asks to wait${wait === undefined ? '' : ` ${wait} s`} (429).`,
    hint: () => 'Ask less often: one token serves all that a step does.',
  },
  {
    code: 'ERR_SOURCE_UNAVAILABLE',
    matches: ({ status }) => status >= 500,
    message: (answer) => `Azure DevOps cannot answer now (${quoted(answer)}).`,
    hint: () =>
      'The service is at fault; the request is repeated while there is time. Its state: https://status.dev.azure.com',
  },
  {
    code: 'ERR_SOURCE_ANSWER',
    matches: () => true,
    message: ({ status, said }) =>
      `Azure DevOps answered ${status} without an ID token${said && status !== 200 ? `: ${said}` : ''}.`,
    hint: () =>
      'A task that goes on with it would log in with the word "null". Ask again, and report it with the header x-vss-e2eid.',
  },
]

/** Tells the refusals of Azure DevOps' endpoint apart, each with what cures it. */
export function explainRefusal(response: HttpResponse, connection = ''): ClientError {
  const { status, text, headers } = response
  const answer: Answer = {
    status,
    text,
    said: serviceMessage(response),
    connection,
    retryAfterSeconds: readRetryAfter(response),
  }
  const { code, message, hint } = refusals.find(({ matches }) => matches(answer)) as Refusal
  return new ClientError(code, {
    message: message(answer),
    hint: hint(answer),
    data: {
      status,
      connection,
      e2eid: headers['x-vss-e2eid'] ?? '',
      ...(answer.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: answer.retryAfterSeconds }),
      ...(mayPass(code, response) === undefined ? {} : { mayPass: mayPass(code, response) }),
    },
  })
}

/**
 * Whether a refusal may pass where its code alone does not tell. Right after a job has started the service may not know its plan yet: the agent itself asks up to
 * three times (facts: `azure-devops.md` §1.4). An answer without a token is mostly a service in trouble, and sometimes one that will never give one.
 */
function mayPass(code: ClientErrorCode, { status, text }: HttpResponse): boolean | undefined {
  if (code === 'ERR_JOB_TOKEN_REFUSED') return status !== 401 && !/TF400813/.test(text)
  return code === 'ERR_SOURCE_ANSWER' ? true : undefined
}
