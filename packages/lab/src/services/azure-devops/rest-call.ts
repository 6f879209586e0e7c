import type { Organization, Project } from '../../directory/organizations.ts'
import type { ProvisionOptions } from '../../directory/provision-connection.ts'
import type { ServiceConnection } from '../../directory/service-connections.ts'
import type { HttpAnswer } from '../../ground/http/answer.ts'
import type { ServiceRequest } from '../../ground/http/service-request.ts'
import type { LabSettings } from '../../ground/settings.ts'
import type { ServiceHooks } from '../hooks/service-hooks.ts'
import type { RunHistory } from '../runs/run-history.ts'
import type { DevOpsAnswerPorts } from './answers.ts'
import type { VersionRange } from './api-version.ts'
import type { IdentityPorts, RestIdentity } from './rest-identity.ts'
import { malformedRequest, type ServiceError } from './service-error.ts'

/** What the REST API works with. */
export interface RestPorts extends DevOpsAnswerPorts, IdentityPorts {
  readonly runs: RunHistory
  readonly hooks: ServiceHooks
  readonly settings: LabSettings
  readonly baseUrl: string
  /** Makes a service connection with all that belongs to it, and tells of it. */
  readonly provision: (name: string, options?: ProvisionOptions) => ServiceConnection
}

/** A request whose caller is known, and whose version is one of the resource's. */
export interface RestCall {
  readonly organization: Organization
  /** Undefined where the path has none. */
  readonly project: Project | undefined
  /** The collection's URL, with the slash at the end. */
  readonly collectionUrl: string
  /** The variable segments of the path, in lower case. */
  readonly params: Readonly<Record<string, string>>
  /** A parameter of the query; names compare without case; an empty value counts as absent. */
  query(name: string): string | undefined
  readonly request: ServiceRequest
  readonly identity: RestIdentity
}

/** A resource of the REST API: a method and a path behind the organization. `:project` in it is looked up. */
export interface RestResource {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly versions: VersionRange
  /** Whether it answers those, too, who have no good token. */
  readonly open?: true
  answer(ports: RestPorts, call: RestCall): HttpAnswer | Promise<HttpAnswer>
}

/** Leaves a resource with one of the service's errors. */
export class RestRefused extends Error {
  override readonly name = 'RestRefused'
  readonly error: ServiceError

  constructor(error: ServiceError) {
    super(error.typeName)
    this.error = error
  }
}

/**
 * A number of the query, such as `$top`: whole and not negative, undefined where it is not given. Refuses with 400.
 *
 * @param name in lower case
 */
export function numberOf(call: RestCall, name: string): number | undefined {
  const text = call.query(name)
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new RestRefused(malformedRequest(`the value '${text}' of ${name} is not a whole number from 0`))
}

/** The project of a call whose path has one. */
export function projectOf({ project }: RestCall): Project {
  if (!project) throw new Error('the path has no project')
  return project
}
