/** Gives ids to steps without a name, as Azure Pipelines does: the task's name, then with 1, 2 … */
export interface StepIds {
  /** The first of `base`, `base1`, `base2` … that is free; names compare without case. */
  generate(base: string): string
}

/** @param names the names that steps of the job have in the file */
export function createStepIds(names: readonly string[]): StepIds {
  const taken = new Set(names.map((name) => name.toLowerCase()))
  const next = new Map<string, number>()
  return {
    generate(base) {
      let suffix = next.get(base) ?? 0
      const idOf = () => (suffix === 0 ? base : `${base}${suffix}`)
      while (taken.has(idOf().toLowerCase())) suffix += 1
      const id = idOf()
      taken.add(id.toLowerCase())
      next.set(base, suffix + 1)
      return id
    },
  }
}
