import { LabError } from '../errors.ts'
import type { Guid } from './guid.ts'

export interface Organization {
  /** The collection's id, which is in issuers and subjects. */
  readonly id: Guid
  readonly name: string
}

export interface Project {
  readonly id: Guid
  readonly name: string
  readonly organization: Organization
}

/** The organizations of the lab and their projects, found by name (without case) or id. */
export class Organizations {
  readonly #organizations = new Map<string, Organization>()
  readonly #projects = new Map<string, Project>()

  /** Throws `ERR_DIRECTORY_CONFLICT` when the name is taken. */
  add(organization: Organization): Organization {
    const name = organization.name.toLowerCase()
    if (this.#organizations.has(name)) throw new LabError('ERR_DIRECTORY_CONFLICT', { organization: organization.name })
    this.#organizations.set(name, organization)
    this.#organizations.set(organization.id, organization)
    return organization
  }

  /** Throws `ERR_DIRECTORY_CONFLICT` when the organization has a project of this name. */
  addProject(project: Project): Project {
    const byName = projectKey(project.organization, project.name)
    if (this.#projects.has(byName)) throw new LabError('ERR_DIRECTORY_CONFLICT', { project: project.name })
    this.#projects.set(byName, project)
    this.#projects.set(projectKey(project.organization, project.id), project)
    return project
  }

  find(nameOrId: string): Organization | undefined {
    return this.#organizations.get(nameOrId.toLowerCase())
  }

  all(): readonly Organization[] {
    return [...new Set(this.#organizations.values())]
  }

  /** The projects of an organization, or of all. */
  projects(organization?: Organization): readonly Project[] {
    const projects = [...new Set(this.#projects.values())]
    return organization ? projects.filter((project) => project.organization.id === organization.id) : projects
  }

  findProject(organization: Organization, nameOrId: string): Project | undefined {
    return this.#projects.get(projectKey(organization, nameOrId))
  }
}

function projectKey(organization: Organization, nameOrId: string): string {
  return `${organization.id}/${nameOrId.toLowerCase()}`
}
