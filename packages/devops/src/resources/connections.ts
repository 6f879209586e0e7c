import { listOf, membersOf, textOf, textsOf } from '../members.ts'
import type { DevOpsReader } from '../reader/devops-reader.ts'
import { collectPages, listPages } from '../reader/pages.ts'
import { API_VERSION } from './api-version.ts'
import { type DevOpsProject, readProject } from './projects.ts'

/** A service connection as the REST API shows it to its reader: what is of use here, by the service's own names, and nothing that could be secret. */
export interface OrganizationConnection {
  readonly id: string
  readonly name: string
  readonly type: string
  /** Whose end: such as `https://management.azure.com/`. */
  readonly url: string | null
  readonly isShared: boolean
  /** False in a draft that was never verified. */
  readonly isReady: boolean
  readonly isDisabled: boolean
  /** Null where this reader may not see it, which does not mean that it has none (microsoft/terraform-provider-azuredevops#1445). */
  readonly authorization: EndpointAuthorization | null
  /** By names in lower case. */
  readonly data: Readonly<Record<string, string>>
  /** The projects that have it, its own first, each with the name that it has there. */
  readonly serviceEndpointProjectReferences: readonly EndpointReference[]
}

export interface EndpointAuthorization {
  readonly scheme: string | null
  /** By names in lower case. */
  readonly parameters: Readonly<Record<string, string>>
}

/** A project that has a connection, and what it is called there. */
export interface EndpointReference {
  readonly name: string
  readonly projectReference: DevOpsProject
}

/** Parameters that are read; whatever else an extension may keep there is passed over, unseen. */
const PARAMETERS = [
  'tenantid',
  'serviceprincipalid',
  'authenticationtype',
  'workloadidentityfederationissuer',
  'workloadidentityfederationsubject',
  'workloadidentityfederationissuertype',
  'useroidc',
  'useoidc',
  'usefederation',
  'assumerolearn',
  'rolearn',
  'roletoassume',
  'audience',
  'loginserver',
]
const DATA = [
  'environment',
  'scopelevel',
  'subscriptionid',
  'subscriptionname',
  'creationmode',
  'isdraft',
  'azurespnroleassignmentid',
  'appobjectid',
  'spnobjectid',
  'registrytype',
  'identitytype',
  'revertschemedeadline',
]

/**
 * The service connections of a project, of every type (scope `vso.serviceendpoint`). There is no list for an organization, and this one has no pages. One connection may be in several
 * projects, under the same id.
 */
export function listConnections(
  reader: DevOpsReader,
  project: DevOpsProject,
): Promise<readonly OrganizationConnection[]> {
  const pages = listPages(reader, {
    question: {
      path: `${encodeURIComponent(project.id)}/_apis/serviceendpoint/endpoints`,
      query: { includeFailed: 'true', ...API_VERSION },
      what: `the service connections of ${project.name}`,
    },
    read: readConnection,
    idOf: ({ id }) => id,
  })
  return collectPages(pages)
}

/** A service connection as an answer has it; undefined where it is none. */
export function readConnection(value: unknown): OrganizationConnection | undefined {
  const members = membersOf(value)
  const [id, name, type] = [textOf(members.id), textOf(members.name), textOf(members.type)]
  if (!id || !name || !type) return undefined
  return {
    id,
    name,
    type,
    url: textOf(members.url) ?? null,
    isShared: members.isShared === true,
    isReady: members.isReady !== false,
    isDisabled: members.isDisabled === true,
    authorization: readAuthorization(members.authorization),
    data: only(DATA, textsOf(members.data)),
    serviceEndpointProjectReferences: listOf(members.serviceEndpointProjectReferences).flatMap((reference) => {
      const project = readProject(membersOf(reference).projectReference)
      return project ? [{ name: textOf(membersOf(reference).name) ?? name, projectReference: project }] : []
    }),
  }
}

function readAuthorization(value: unknown): EndpointAuthorization | null {
  const { scheme, parameters } = membersOf(value)
  const schemeText = textOf(scheme) ?? null
  const known = only(PARAMETERS, textsOf(parameters))
  // A reader without rights has been given null, nothing, and an empty object.
  return schemeText === null && Object.keys(known).length === 0 ? null : { scheme: schemeText, parameters: known }
}

function only(names: readonly string[], texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(names.flatMap((name) => (texts[name] === undefined ? [] : [[name, texts[name]]])))
}
