import type { Plan, TaskCatalog, TaskDefinition } from '@mintwell/language'

/** What a plan uses besides this machine. */
export interface PlanNeeds {
  readonly connections: readonly string[]
  readonly environments: readonly string[]
  readonly variableGroups: readonly string[]
  readonly pools: readonly string[]
  readonly containers: readonly string[]
}

/** Collects what a plan uses: service connections by the inputs that take them, environments, groups, pools, containers; each once, in the order of the file. */
export function needsOf(plan: Plan, catalog: TaskCatalog): PlanNeeds {
  const jobs = plan.stages.flatMap((stage) => stage.jobs)
  const variables = [plan, ...plan.stages, ...jobs].flatMap((level) => level.variables)
  const connections = jobs.flatMap((job) =>
    job.steps.flatMap((step) => {
      if (step.kind !== 'task') return []
      const definition = catalog.find(step.task.name, step.task.major)
      return definition ? connectionInputs(definition).flatMap((name) => step.inputs[name] ?? []) : []
    }),
  )
  return {
    connections: distinct(connections),
    environments: distinct(jobs.flatMap(({ deployment }) => deployment?.environment.name ?? [])),
    variableGroups: distinct(variables.flatMap(({ group }) => group ?? [])),
    pools: distinct(jobs.flatMap(({ pool }) => pool?.vmImage ?? pool?.name ?? [])),
    containers: distinct(jobs.flatMap(({ container, services = [] }) => [container ?? '', ...services])),
  }
}

function connectionInputs({ inputs }: TaskDefinition): readonly string[] {
  return inputs.filter(({ type }) => type.toLowerCase().startsWith('connectedservice:')).map(({ name }) => name)
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== ''))]
}

/** The needs as lines, those that there are. */
export function printNeeds(needs: PlanNeeds, hosts: readonly string[]): string {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['service connections', needs.connections],
    ['environments', needs.environments],
    ['variable groups', needs.variableGroups],
    ['pools (here: this machine)', needs.pools],
    ['containers', needs.containers],
    ['hosts besides the lab', hosts],
  ]
  return rows
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name}: ${values.join(', ')}\n`)
    .join('')
}
