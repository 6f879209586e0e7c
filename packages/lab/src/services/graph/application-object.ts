import type { Application } from '../../directory/applications.ts'
import type { PasswordCredential, Registration } from '../../directory/registrations.ts'
import { fail, graphErrors } from './graph-error.ts'
import { type GraphBody, isObject } from './handler.ts'
import { describeKeyCredential } from './key-credentials.ts'
import type { GraphPorts } from './ports.ts'
import type { GraphObject } from './query.ts'

/** What one may write of an application beside its name, with the value where nothing was written (Microsoft Learn, application resource type). */
const WRITABLE = {
  addIns: [],
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    requestedAccessTokenVersion: null,
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
  },
  appRoles: [],
  defaultRedirectUri: null,
  description: null,
  groupMembershipClaims: null,
  identifierUris: [],
  info: { termsOfServiceUrl: null, supportUrl: null, privacyStatementUrl: null, marketingUrl: null, logoUrl: null },
  isDeviceOnlyAuthSupported: null,
  isFallbackPublicClient: null,
  notes: null,
  optionalClaims: null,
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
  publicClient: { redirectUris: [] },
  requestSignatureVerification: null,
  requiredResourceAccess: [],
  samlMetadataUrl: null,
  serviceManagementReference: null,
  servicePrincipalLockConfiguration: null,
  signInAudience: 'AzureADMyOrg',
  spa: { redirectUris: [] },
  tags: [],
  tokenEncryptionKeyId: null,
  uniqueName: null,
  web: {
    homePageUrl: null,
    logoutUrl: null,
    redirectUris: [],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    redirectUriSettings: [],
  },
} as const satisfies GraphBody

/** What one may write as well, but is not kept among the properties. */
const KEPT_ELSEWHERE: ReadonlySet<string> = new Set(['displayName', 'keyCredentials'])

const READ_ONLY: ReadonlySet<string> = new Set([
  'id',
  'appId',
  'applicationTemplateId',
  'certification',
  'createdDateTime',
  'deletedDateTime',
  'disabledByMicrosoftStatus',
  'passwordCredentials',
  'publisherDomain',
  'verifiedPublisher',
])

/** The longest display name (Microsoft Learn, application resource type). */
const NAME_LIMIT = 256

/** An application as Graph shows it; the keys of its certificates only where they are asked for. */
export function describeApplication(
  { directory }: GraphPorts,
  application: Application,
  { withKeys = false }: { readonly withKeys?: boolean } = {},
): GraphObject {
  const registration = directory.registrations.find(application.appId)
  const [domain = null] = directory.tenants.find(application.tenantId)?.domains ?? []
  return {
    id: application.objectId,
    deletedDateTime: null,
    appId: application.appId,
    applicationTemplateId: null,
    disabledByMicrosoftStatus: null,
    createdDateTime: createdAt(registration),
    displayName: application.displayName,
    publisherDomain: domain,
    certification: null,
    ...WRITABLE,
    ...registration?.properties,
    keyCredentials: (registration?.certificates ?? []).map((certificate) =>
      describeKeyCredential(certificate, withKeys),
    ),
    passwordCredentials: (registration?.passwords ?? []).map((password) => describePassword(password)),
    verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
  }
}

/** A secret as Graph shows it. The secret itself is shown once, when it is created. */
export function describePassword(password: PasswordCredential, secretText: string | null = null): GraphObject {
  return {
    customKeyIdentifier: null,
    displayName: password.displayName,
    endDateTime: new Date(password.endsAt).toISOString(),
    hint: password.hint,
    keyId: password.keyId,
    secretText,
    startDateTime: new Date(password.startsAt).toISOString(),
  }
}

/** When an application was created, as Graph writes it; null where that is unknown. */
export function createdAt(registration: Registration | undefined): string | null {
  return registration ? `${new Date(registration.createdAt).toISOString().slice(0, 19)}Z` : null
}

/** Reads an application's name. Fails with 400. */
export function readName(value: unknown): string {
  if (value === undefined || value === null) return fail(graphErrors.valueRequired('displayName', 'Application'))
  const isName = typeof value === 'string' && value !== '' && value.length <= NAME_LIMIT
  return isName ? value : fail(graphErrors.invalidValue('displayName', 'Application'))
}

/** Takes what a request says of an application into what it had: members of an object are changed one by one. Fails with 400. */
export function readProperties(body: GraphBody, present: GraphBody): GraphBody {
  const properties: Record<string, unknown> = { ...present }
  for (const [name, value] of Object.entries(body)) {
    if (KEPT_ELSEWHERE.has(name) || name.startsWith('@odata.')) continue
    if (READ_ONLY.has(name)) fail(graphErrors.readOnly(name))
    if (!Object.hasOwn(WRITABLE, name)) fail(graphErrors.unknownProperty(name))
    properties[name] = merge(name, value, properties[name])
  }
  return properties
}

/** A value has the kind of its default; where the default is null it is text, a flag or an object, or null. */
function merge(name: string, value: unknown, present: unknown): unknown {
  const fallback: unknown = WRITABLE[name as keyof typeof WRITABLE]
  if (Array.isArray(fallback) !== Array.isArray(value)) fail(graphErrors.invalidValue(name, 'Application'))
  if (!isObject(fallback)) return value
  if (!isObject(value)) return fail(graphErrors.invalidValue(name, 'Application'))
  return { ...fallback, ...(isObject(present) ? present : {}), ...value }
}
