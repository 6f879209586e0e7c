import { azureDevOpsMessage, azureDevOpsTokenRefusal, type TokenRequestRefusalKind } from '@mintwell/diagnose'
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

/** What a service says, fit to be shown: no secret, no control characters, at most 300 characters. */
export function serviceMessage({ text, secretsSent = [] }: Pick<HttpResponse, 'text' | 'secretsSent'>): string {
  return foreignText(azureDevOpsMessage(text), { secrets: secretsSent, longest: 300 })
}

/** The error code of each kind of refusal, and the YAML that cures it. What it means is in `diagnose`. */
const kinds: Readonly<
  Record<TokenRequestRefusalKind, { readonly code: ClientErrorCode; readonly yaml?: (connection: string) => string }>
> = {
  'connection-not-referenced': { code: 'ERR_CONNECTION_UNAUTHORIZED', yaml: referencingYaml },
  'job-not-running': { code: 'ERR_JOB_TOKEN_REFUSED', yaml: () => mappingYaml },
  'identity-not-allowed': { code: 'ERR_JOB_TOKEN_REFUSED', yaml: () => mappingYaml },
  'job-token-refused': { code: 'ERR_JOB_TOKEN_REFUSED', yaml: () => mappingYaml },
  'api-version': { code: 'ERR_METHOD' },
  method: { code: 'ERR_METHOD' },
  'connection-unknown': { code: 'ERR_CONNECTION_UNKNOWN', yaml: referencingYaml },
  throttled: { code: 'ERR_SOURCE_THROTTLED' },
  unavailable: { code: 'ERR_SOURCE_UNAVAILABLE' },
  'no-token': { code: 'ERR_SOURCE_ANSWER' },
}

/** The error of an answer of Azure DevOps without a token, with what it means and what cures it. */
export function explainRefusal(response: HttpResponse, connection = ''): ClientError {
  const { status, text, headers } = response
  const { kind, meaning, cures } = azureDevOpsTokenRefusal({ status, text })
  const { code, yaml } = kinds[kind]
  const said = status === 200 ? '' : serviceMessage(response)
  const retryAfterSeconds = readRetryAfter(response)
  const pass = mayPass(kind, status)
  return new ClientError(code, {
    message: `${meaning.replace(/\.$/, '')} (${status}${said ? `: ${said}` : ''}).`,
    hint: `${cures.join(' ')}${yaml ? `\nTo paste:\n${yaml(connection)}` : ''}`,
    data: {
      status,
      connection,
      e2eid: headers['x-vss-e2eid'] ?? '',
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      ...(pass === undefined ? {} : { mayPass: pass }),
    },
  })
}

/**
 * Whether a refusal may pass where its code alone does not tell. Right after a job has started the service may not know its plan yet, and a sign-in page or an answer without a
 * token is mostly a service in trouble: those are worth asking again a few times.
 */
function mayPass(kind: TokenRequestRefusalKind, status: number): boolean | undefined {
  if (kind === 'job-not-running' || kind === 'no-token') return true
  if (kind === 'job-token-refused') return status !== 401
  return kind === 'identity-not-allowed' ? false : undefined
}
