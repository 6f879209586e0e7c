import { ClientError } from '../errors.ts'
import type { HttpResponse } from '../http/http-client.ts'

/** The YAML that makes a stage reference a connection, ready to paste. */
export function referencingYaml(connection: string): string {
  return [
    '- task: AzureCLI@2',
    '  displayName: Reference the service connection',
    '  condition: false',
    '  inputs:',
    `    azureSubscription: '${connection}'`,
    '    scriptType: bash',
    '    scriptLocation: inlineScript',
    '    inlineScript: ":"',
  ].join('\n')
}

/** What the service says, in whichever of its shapes: `{message}`, `{value: "text"}`, `{value: {Message}}`, or plain text. At most 300 characters. */
export function serviceMessage(text: string): string {
  try {
    const body = JSON.parse(text) as { message?: unknown; value?: unknown }
    const value = body.value as { Message?: unknown } | string | undefined
    for (const candidate of [body.message, value, (value as { Message?: unknown } | undefined)?.Message]) {
      if (typeof candidate === 'string') return candidate.slice(0, 300)
    }
  } catch {} // Not JSON: HTML or text.
  return /<html|<!doctype/i.test(text) ? 'an HTML page' : text.trim().slice(0, 300)
}

/** Tells the refusals of Azure DevOps' endpoint for ID tokens apart (facts: `azure-devops.md` §1.2), each with what cures it. */
export function explainRefusal(response: HttpResponse, connection = ''): ClientError {
  const { status, text } = response
  const said = serviceMessage(text)
  const data = { status, connection, e2eid: response.headers['x-vss-e2eid'] ?? '' }
  if (/no explicit reference to service connection/i.test(said)) {
    return new ClientError('ERR_CONNECTION_UNAUTHORIZED', {
      message: `Azure DevOps issues no token for the service connection: ${said}`,
      hint: `A task input of this stage must name the connection. Paste this step into the job:\n${referencingYaml(connection)}`,
      data,
    })
  }
  if (status === 401 || status === 302 || status === 203 || /TaskOrchestrationPlanSecurity|TF400813/.test(text)) {
    return new ClientError('ERR_JOB_TOKEN_REFUSED', {
      message: `Azure DevOps refused the job token (${status}${said ? `: ${said}` : ''}).`,
      hint: 'Map it in the step (env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)); it ends with its job, and a personal access token does not serve.',
      data,
    })
  }
  if (status === 404) {
    return new ClientError('ERR_CONNECTION_UNKNOWN', {
      message: `Azure DevOps knows no such service connection or job (404${said ? `: ${said}` : ''}).`,
      hint: 'Check the connection’s id, that it is in this project, and that this pipeline is permitted to use it.',
      data,
    })
  }
  if (status === 405) {
    return new ClientError('ERR_METHOD', {
      message: 'Azure DevOps issues ID tokens for POST only (405).',
      hint: 'The endpoint was called with GET. Use a client that knows Azure DevOps’ form, or mintwell exec.',
      data,
    })
  }
  if (status === 429) {
    const retryAfterSeconds = Number(response.headers['retry-after'] ?? Number.NaN)
    return new ClientError('ERR_SOURCE_THROTTLED', {
      message: `Azure DevOps asks to wait${Number.isNaN(retryAfterSeconds) ? '' : ` ${retryAfterSeconds} s`} (429).`,
      hint: 'Ask less often: one token serves all that a step does.',
      data: { ...data, ...(Number.isNaN(retryAfterSeconds) ? {} : { retryAfterSeconds }) },
    })
  }
  if (status >= 500) {
    return new ClientError('ERR_SOURCE_UNAVAILABLE', {
      message: said || `Azure DevOps cannot answer now (${status}).`,
      hint: 'The service is at fault; the request is repeated while there is time. Its state: https://status.dev.azure.com',
      data,
    })
  }
  return new ClientError('ERR_SOURCE_ANSWER', {
    message: `Azure DevOps answered ${status} without an ID token${said && status !== 200 ? `: ${said}` : ''}.`,
    hint: 'The task that goes on with it would log in with the word "null". Ask again, and report it with the header x-vss-e2eid.',
    data,
  })
}
