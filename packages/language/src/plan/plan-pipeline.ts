import type { TaskCatalog } from '../definitions/task-definition.ts'
import { LanguageError } from '../errors.ts'
import { parseSchedules } from '../schedule/parse-schedules.ts'
import type { YamlEntry } from '../source/node.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import {
  type Fields,
  type KnownKeys,
  optionalNode,
  optionalText,
  readFields,
  requiredNode,
} from '../yaml/read-fields.ts'
import { asMapping } from '../yaml/read-node.ts'
import { pipelineWithJobs, pipelineWithStages, pipelineWithSteps, resourceKeys } from './known-keys.ts'
import type { Plan, StagePlan } from './plan.ts'
import { planImplicitJob, planJobs } from './plan-jobs.ts'
import { planStages } from './plan-stages.ts'
import { planVariables } from './plan-variables.ts'
import { readPool, withPool } from './pool.ts'
import { refuseTemplateExpressions } from './unsupported.ts'

/** What planning needs beside the text. */
export interface PlanOptions {
  /** The file, as the user named it: for the plan and for places. */
  readonly file: string
  readonly catalog: TaskCatalog
}

/**
 * Plans a pipeline: from its YAML to plain JSON that needs no YAML any more. It checks all that can be checked before anything starts, and reports the
 * first error it finds, with its place. Where a job's steps have no `checkout`, the plan has none either: the runner decides whether to check out.
 *
 * @throws LanguageError of the kinds `ERR_YAML_…`, `ERR_PLAN_…`, `ERR_TASK_…`, `ERR_EXPRESSION_…` and `ERR_CRON`
 * @example planPipeline(text, { file: 'nightly.yml', catalog: createCatalog(standardDefinitions) })
 */
export function planPipeline(text: string, { file, catalog }: PlanOptions): Plan {
  const root = asMapping(parseYaml(text, file), 'a pipeline')
  refuseTemplateExpressions(root)
  const form = formOf(root.entries, root.place)
  const fields = readFields(root, 'the pipeline', form.keys)
  const pool = readPool(fields)
  checkResources(fields)
  const runNameFormat = optionalText(fields, 'name')
  const variables = planVariables(optionalNode(fields, 'variables'))
  const schedules = optionalNode(fields, 'schedules')
  return {
    schema: 1,
    pipeline: file,
    ...(runNameFormat === undefined ? {} : { runNameFormat }),
    variables,
    schedules: schedules ? parseSchedules(schedules) : [],
    stages: form.plan(fields, catalog).map((stage) => ({ ...stage, jobs: withPool(stage.jobs, pool) })),
  }
}

interface PipelineForm {
  readonly key: string
  readonly keys: KnownKeys
  readonly plan: (fields: Fields, catalog: TaskCatalog) => readonly StagePlan[]
}

/** The three ways to say what is done. */
const forms: readonly PipelineForm[] = [
  {
    key: 'stages',
    keys: pipelineWithStages,
    plan: (fields, catalog) => planStages(requiredNode(fields, 'stages'), catalog),
  },
  {
    key: 'jobs',
    keys: pipelineWithJobs,
    plan: (fields, catalog) => implicitStage(fields, planJobs(requiredNode(fields, 'jobs'), catalog)),
  },
  {
    key: 'steps',
    keys: pipelineWithSteps,
    plan: (fields, catalog) => implicitStage(fields, [planImplicitJob(fields, catalog)]),
  },
]

function formOf(entries: readonly YamlEntry[], place: Plan['stages'][number]['place']): PipelineForm {
  const found = entries.flatMap(({ key }) => {
    const form = forms.find((candidate) => candidate.key === key.text)
    return form ? [{ form, key }] : []
  })
  const [first, second] = found
  if (second) {
    throw new LanguageError('ERR_PLAN_CONFLICT', {
      message: `the pipeline has both '${first?.key.text}' and '${second.key.text}'`,
      hint: 'Keep one: steps stand in a job, jobs in a stage.',
      place: second.key.place,
      data: { keys: found.map(({ key }) => key.text) },
    })
  }
  // A file of another kind fails on its first unknown or refused key; only a file without any is told what is missing.
  if (!first) {
    readFields({ kind: 'mapping', entries, place }, 'the pipeline', everyForm)
    throw new LanguageError('ERR_PLAN_MISSING_KEY', {
      message: "the pipeline has no 'steps', 'jobs' or 'stages'",
      hint: "Add 'steps:' with one step under it, such as '- bash: echo hello'.",
      place,
      data: { key: 'steps' },
    })
  }
  return first.form
}

const everyForm: KnownKeys = {
  accepted: [...new Set(forms.flatMap(({ keys }) => keys.accepted))],
  refused: { ...pipelineWithSteps.refused },
}

/** The stage of a file without stages (contract of `plan.ts`). */
function implicitStage({ place }: Fields, jobs: StagePlan['jobs']): readonly StagePlan[] {
  return [{ name: '__default', displayName: '__default', dependsOn: [], variables: [], jobs, place }]
}

function checkResources(fields: Fields): void {
  const node = optionalNode(fields, 'resources')
  if (node) readFields(node, "'resources'", resourceKeys)
}
