import { LabError } from '../ground/errors.ts'
import type { Guid } from '../ground/guid.ts'

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
  /** By organization, then by name and id. */
  readonly #projects = new Map<Guid, Map<string, Project>>()

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
    const ofOrganization = this.#projects.get(project.organization.id) ?? new Map<string, Project>()
    const name = project.name.toLowerCase()
    if (ofOrganization.has(name)) throw new LabError('ERR_DIRECTORY_CONFLICT', { project: project.name })
    this.#projects.set(project.organization.id, ofOrganization.set(name, project).set(project.id, project))
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
    const all = organization ? [this.#projects.get(organization.id)] : [...this.#projects.values()]
    return [...new Set(all.flatMap((projects) => [...(projects?.values() ?? [])]))]
  }

  findProject(organization: Organization, nameOrId: string): Project | undefined {
    return this.#projects.get(organization.id)?.get(nameOrId.toLowerCase())
  }
}
