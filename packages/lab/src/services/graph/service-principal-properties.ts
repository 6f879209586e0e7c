import { fail, graphErrors } from './graph-error.ts'
import { type GraphBody, isObject } from './handler.ts'

/** What one may write of a service principal, with the value where nothing was written (Microsoft Learn, servicePrincipal resource type). */
export const writableOfPrincipal = {
  accountEnabled: true,
  addIns: [],
  alternativeNames: [],
  appRoleAssignmentRequired: false,
  description: null,
  homepage: null,
  loginUrl: null,
  logoutUrl: null,
  notes: null,
  notificationEmailAddresses: [],
  preferredSingleSignOnMode: null,
  preferredTokenSigningKeyThumbprint: null,
  replyUrls: [],
  samlSingleSignOnSettings: null,
  tags: [],
  tokenEncryptionKeyId: null,
} as const satisfies GraphBody

/** Takes what a request says of a service principal into what was written before. A value has the kind of its default. Fails with 400. */
export function readPrincipalProperties(body: GraphBody, present: GraphBody): GraphBody {
  const properties: Record<string, unknown> = { ...present }
  for (const [name, value] of Object.entries(body)) {
    if (name.startsWith('@odata.')) continue
    if (!Object.hasOwn(writableOfPrincipal, name)) fail(graphErrors.readOnly(name))
    const fallback: unknown = writableOfPrincipal[name as keyof typeof writableOfPrincipal]
    if (!isOfKind(fallback, value)) fail(graphErrors.invalidValue(name, 'ServicePrincipal'))
    properties[name] = value
  }
  return properties
}

/** Where the default is null it is text or an object, or null. */
function isOfKind(fallback: unknown, value: unknown): boolean {
  if (typeof fallback === 'boolean') return typeof value === 'boolean'
  if (Array.isArray(fallback)) return Array.isArray(value)
  return value === null || typeof value === 'string' || isObject(value)
}
