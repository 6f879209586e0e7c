import type { StagePlan, TaskCatalog, TaskDefinition } from '@mintwell/language'
import { VariableSet } from '../variables/variable-set.ts'

interface NamedValue {
  readonly name: string
  readonly value: string
}

/** Which inputs name service connections. */
export function connectionInputs(definition: TaskDefinition): readonly string[] {
  return definition.inputs
    .filter(({ type }) => type.toLowerCase().startsWith('connectedservice:'))
    .map(({ name }) => name)
}

/**
 * The service connections that task inputs of a stage name. The service determines them when the run is queued, so a macro counts only where a variable of the plan
 * gives it a value, and a runtime expression has none yet. A step that never runs (`condition: false`) counts too.
 *
 * @param variables of the run, the pipeline and the stage, as they are written
 */
export function connectionsOf(stage: StagePlan, catalog: TaskCatalog, variables: readonly NamedValue[]): string[] {
  const found = new Set<string>()
  for (const job of stage.jobs) {
    const known = new VariableSet()
    for (const { name, value } of [...variables, ...job.variables]) if (!value.includes('$[')) known.set(name, value)
    known.expandAll()
    for (const step of job.steps) {
      if (step.kind !== 'task') continue
      const definition = catalog.find(step.task.name, step.task.major)
      const given = definition ? connectionInputs(definition).map((name) => step.inputs[name] ?? '') : []
      for (const part of given.flatMap((text) => text.split(','))) {
        const value = known.expand(part.trim())
        if (value !== '' && !value.includes('$(')) found.add(value)
      }
    }
  }
  return [...found]
}
