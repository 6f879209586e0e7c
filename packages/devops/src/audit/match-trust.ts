import type { TrustedSubject, TrustingApplication } from '../trust/applications.ts'
import type { ExpectedTrust } from './expected-trust.ts'
import { issuerKindOf } from './issuer-prefix.ts'

/** How the application behind a connection and the connection fit together. */
export interface TrustMatch {
  readonly application: string
  readonly kind: TrustingApplication['kind']
  readonly isMultiTenant: boolean
  /** The credential for the connection's tokens of today; `expression` where one has an expression in the place of the subject, which is not evaluated here. */
  readonly present: 'exact' | 'missing' | 'expression'
  /** The credential for its tokens after conversion; null where they are not known. */
  readonly afterConversion: 'exact' | 'missing' | null
  /** Credentials of the old issuer that the application still has. */
  readonly oldCredentials: readonly string[]
  /** What the nearest credential differs in, in words; null where one fits, or none is near. */
  readonly nearest: string | null
}

/**
 * Compares what an application trusts with what a connection's tokens say. Entra compares issuer, subject and audience byte for byte (Microsoft Learn, "Workload identity federation
 * considerations"), and so does this.
 */
export function matchTrust(
  application: TrustingApplication,
  present: ExpectedTrust,
  afterConversion: ExpectedTrust | undefined,
): TrustMatch {
  const credentials = application.federatedIdentityCredentials
  const has = (wanted: ExpectedTrust) => credentials.some((each) => differences(each, wanted).length === 0)
  const isThere = has(present)
  const mayFit = credentials.some(({ issuer, subject }) => subject === null && issuer === present.issuer)
  return {
    application: application.displayName,
    kind: application.kind,
    isMultiTenant: /multiple/i.test(application.signInAudience ?? ''),
    present: isThere ? 'exact' : mayFit ? 'expression' : 'missing',
    afterConversion: afterConversion === undefined ? null : has(afterConversion) ? 'exact' : 'missing',
    oldCredentials: credentials.filter(({ issuer }) => issuerKindOf(issuer) === 'azure-devops').map(({ name }) => name),
    nearest: isThere ? null : nearestMiss(credentials, present),
  }
}

function differences({ issuer, subject, audiences }: TrustedSubject, wanted: ExpectedTrust): readonly string[] {
  return [
    ...(issuer === wanted.issuer ? [] : [`the issuer${how(issuer, wanted.issuer)}`]),
    ...(subject === wanted.subject ? [] : [`the subject${how(subject, wanted.subject)}`]),
    ...(audiences.includes(wanted.audience) ? [] : ['the audience']),
  ]
}

/** How two similar texts differ. */
function how(text: string | null, wanted: string): string {
  if (text === null) return ''
  if (text.toLowerCase() === wanted.toLowerCase()) return ' (upper and lower case)'
  if (text.replace(/\/+$/, '') === wanted.replace(/\/+$/, '')) return ' (a slash at the end)'
  return text.trim() === wanted.trim() ? ' (a space at an end)' : ''
}

function nearestMiss(credentials: readonly TrustedSubject[], wanted: ExpectedTrust): string | null {
  const [nearest] = credentials
    .map((credential) => ({ name: credential.name, differs: differences(credential, wanted) }))
    .filter(({ differs }) => differs.length < 2)
    .sort((a, b) => a.differs.length - b.differs.length)
  return nearest ? `'${nearest.name}' differs only in ${nearest.differs.join(' and ')}` : null
}
