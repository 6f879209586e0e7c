import { dirname, resolve } from 'node:path'
import { createCatalog, planStepLists, standardDefinitions, type TaskCatalog } from '@mintwell/language'
import { lintPlan, lintRules } from '@mintwell/lint'
import { readFromFolders } from '../pipeline-files/read-repository-file.ts'
import { repositoryRoot } from '../run/git-repository.ts'
import type { Exposed } from './exposed.ts'
import type { TaskReference } from './read-tasks.ts'

/** The rules about tokens that a script keeps beyond the moment at which the drop-in proves them; all others are for `mintwell lint`. */
const keeping = new Set(lintRules.filter(({ keepsToken }) => keepsToken).map(({ id }) => id))
const others = lintRules.filter(({ id }) => !keeping.has(id)).map(({ id }) => id)

/**
 * The ways in which the scripts of AzureCLI, Microsoft's or the drop-in's, keep their ID token: what the rules of `mintwell lint` find in them, also in the files that they run.
 *
 * @param text of the file that has the tasks
 */
export function keptTokens(tasks: readonly TaskReference[], text: string, file: string): readonly Exposed[] {
  const root = repositoryRoot(dirname(resolve(file))) ?? dirname(resolve(file))
  const fromFolders = readFromFolders(new Map([['self', root]]))
  const readFile = (path: string) => fromFolders({ repository: 'self', path })
  const catalog: TaskCatalog = createCatalog(standardDefinitions)
  return tasks.flatMap(({ name, line, column, step }) => {
    if (!/^(?:Mintwell)?AzureCLI@/i.test(name)) return []
    const plan = planStepLists([[step]], { file: step.place.file, catalog })
    const source = (named: string) => (named === step.place.file ? text : readFile(named))
    const found = lintPlan(plan, { source, readFile, isFragment: true, disabled: others })
    const first = new Map(found.toReversed().map((finding) => [finding.rule, finding]))
    return [...first.values()].toReversed().map(({ rule, message, cure }) => ({
      line,
      column,
      task: name,
      rule,
      reason: `its script: ${message}. ${cure}`,
    }))
  })
}
