import type { SessionIdentity, Sessions } from './sessions.ts'
import { fail, stsErrors } from './sts-error.ts'

const CREDENTIAL = /^AWS4-HMAC-SHA256 (?:.*[ ,])?Credential=([A-Z0-9]{16,128})\//

/**
 * `GetCallerIdentity`: whose credentials a request was signed with. The access key and the session token are looked at, the signature is not: what the
 * lab hands out opens nothing. Fails with 403.
 */
export function callerIdentity(sessions: Sessions, request: Request): SessionIdentity {
  const url = new URL(request.url)
  const inQuery = url.searchParams.get('X-Amz-Credential')?.split('/')[0]
  const accessKeyId = CREDENTIAL.exec(request.headers.get('authorization') ?? '')?.[1] ?? inQuery
  if (!accessKeyId) return fail(stsErrors.missingCredentials)
  const token = request.headers.get('x-amz-security-token') ?? url.searchParams.get('X-Amz-Security-Token')
  const found = sessions.find(accessKeyId, token)
  if (found === 'unknown') return fail(stsErrors.invalidCredentials)
  return found === 'expired' ? fail(stsErrors.expiredCredentials) : found
}
