import type { TaskCatalog } from '../definitions/task-definition.ts'
import { type ExpandOptions, expandPipeline } from '../expand/expand-pipeline.ts'
import { type Diagnostic, sortDiagnostics } from '../source/diagnostic.ts'
import type { YamlMapping } from '../source/node.ts'
import { nodeAt, textAt } from './final-node.ts'
import type { Plan } from './plan.ts'
import { planPool } from './plan-jobs.ts'
import { planSchedules } from './plan-schedules.ts'
import { planStages } from './plan-stages.ts'
import { planVariables } from './plan-variables.ts'
import type { GroupVariables, Planning } from './planning.ts'

/** What planning needs besides the text. */
export interface PlanOptions extends Omit<ExpandOptions, 'readFile'> {
  readonly catalog: TaskCatalog
  /** Reads templates; without it there are none. */
  readonly readFile?: ExpandOptions['readFile']
  /** The variable groups that are configured, by name. Without it groups are named and not read. */
  readonly groups?: Readonly<Record<string, GroupVariables>>
  /** Names of groups that are configured, where `groups` are not read: any other one is a warning. */
  readonly groupNames?: readonly string[]
}

/** A pipeline, planned: the plan, if nothing is wrong, and everything that is. */
export interface Planned {
  readonly plan?: Plan
  /** By file, line and column. Warnings do not prevent a plan. */
  readonly diagnostics: readonly Diagnostic[]
  /** How many more diagnostics there are. */
  readonly omitted: number
  /** The files that were read, the pipeline first. */
  readonly files: readonly string[]
}

/**
 * Plans a pipeline: expands its templates, and reads its final form into plain JSON. Everything that is wrong is collected. Where a job's steps have no `checkout`, the plan has
 * none either: the runner decides whether to check out.
 *
 * @example planPipeline(text, { file: '/nightly.yml', catalog: createCatalog(standardDefinitions) }).plan
 */
export function planPipeline(
  text: string,
  { catalog, groups, groupNames = [], readFile = () => undefined, ...options }: PlanOptions,
): Planned {
  const expanded = expandPipeline(text, { ...options, readFile })
  const { files } = expanded
  if (!expanded.root) return { diagnostics: expanded.diagnostics, omitted: expanded.omitted, files }
  const known = groups && new Map(Object.entries(groups).map(([name, group]) => [name.toLowerCase(), group]))
  const planning: Planning = {
    catalog,
    groups: known,
    groupNames: new Set(groupNames.map((name) => name.toLowerCase())),
    missingGroups: new Set(),
    found: [...expanded.diagnostics],
  }
  const plan = planRoot(expanded.root, options.file, planning)
  const { diagnostics, omitted } = sortDiagnostics(planning.found)
  const failed = planning.found.some(({ severity }) => severity === 'error')
  return { ...(failed ? {} : { plan }), diagnostics, omitted: omitted + expanded.omitted, files }
}

function planRoot(root: YamlMapping, file: string, planning: Planning): Plan {
  const runNameFormat = textAt(root, 'name')
  return {
    schema: 2,
    pipeline: file,
    ...(runNameFormat === undefined ? {} : { runNameFormat }),
    variables: planVariables(nodeAt(root, 'variables'), planning),
    schedules: planSchedules(nodeAt(root, 'schedules'), planning),
    stages: planStages(nodeAt(root, 'stages'), planPool(nodeAt(root, 'pool')), planning),
  }
}
