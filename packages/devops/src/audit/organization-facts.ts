import type { PipelineBuild } from '../resources/builds.ts'
import type { OrganizationConnection } from '../resources/connections.ts'
import type { EndpointExecution } from '../resources/execution-history.ts'
import type { DevOpsProject } from '../resources/projects.ts'
import type { TrustingApplication } from '../trust/applications.ts'
import type { ConnectionUse } from './usage.ts'

/** Everything that was read for an audit, from an organization, from saved answers, from folders of pipelines. */
export interface OrganizationFacts {
  /** Null where only folders were read. */
  readonly organization: string | null
  readonly projects: readonly DevOpsProject[]
  readonly connections: readonly OrganizationConnection[]
  /** By the connection's id in lower case; a connection without an entry has a history that was not read. */
  readonly executions: ReadonlyMap<string, readonly EndpointExecution[]>
  readonly builds: readonly PipelineBuild[]
  /** Names of tasks, `AzureCLI@2.268.0`, by run id. */
  readonly tasks: ReadonlyMap<number, readonly string[]>
  /** Null where nobody looked. */
  readonly applications: readonly TrustingApplication[] | null
  /** What pipelines in folders say of connections, by name or id in lower case. */
  readonly files: ReadonlyMap<string, FileUse>
  readonly unread: readonly Unread[]
}

/** What pipelines in a folder say of a connection. */
export interface FileUse {
  /** As they write it. */
  readonly name: string
  /** The type that the inputs of the tasks ask for, such as `azurerm`. */
  readonly type: string
  readonly uses: readonly ConnectionUse[]
  /** Texts of scripts that have the connection. */
  readonly scripts: readonly string[]
  readonly takesToken: boolean
}

/** Something that could not be read, or not to its end. */
export interface Unread {
  readonly what: string
  readonly code: string
  readonly message: string
}

/** Nothing. */
export const noFacts: OrganizationFacts = {
  organization: null,
  projects: [],
  connections: [],
  executions: new Map(),
  builds: [],
  tasks: new Map(),
  applications: null,
  files: new Map(),
  unread: [],
}
