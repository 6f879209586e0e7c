import type { JobPlan, Place, Plan, StagePlan, TaskStepPlan, ValuePlace, VariablePlan } from '@mintwell/language'
import { LintScript } from './lint-script.ts'
import { inputOf, scriptInputOf, taskName } from './script-inputs.ts'
import type { SourceFiles } from './source-files.ts'

/** How a service connection proves who it is. */
export type KnownScheme = 'workloadIdentityFederation' | 'secret' | 'certificate'

/** A step that is judged. */
export interface LintStep {
  readonly plan: TaskStepPlan
  /** The task's name in lower case, without its publisher. */
  readonly task: string
  readonly job: JobPlan
  readonly stage: StagePlan
  /** Its place in the job. */
  readonly index: number
  /** By names: `Build/Job/AzureCLI`. */
  readonly path: string
  /** Its script, and the files that it runs where they can be read. */
  readonly scripts: readonly LintScript[]
  /** Whether the task is AzureCLI, Microsoft's or the drop-in. */
  readonly isAzureCli: boolean
}

/** What rules judge: a pipeline's plan, its scripts, and what is known beside it. */
export interface LintSubject {
  readonly plan: Plan
  /** Only a part of a pipeline is known: a template, or a pipeline whose templates cannot be read. What is missing may be elsewhere. */
  readonly isFragment: boolean
  readonly steps: readonly LintStep[]
  /** Of all levels, with where they are. */
  readonly variables: readonly { readonly variable: VariablePlan; readonly path: string }[]
  /** By name in lower case, those that are known. */
  readonly connections: ReadonlyMap<string, KnownScheme>
  readonly sources: SourceFiles
  /** The text of a file of the repository, by its path from the root; undefined where it cannot be read. */
  readonly readFile: (path: string) => string | undefined
}

/** What a subject is made of. */
export interface SubjectInput {
  readonly plan: Plan
  readonly isFragment: boolean
  readonly sources: SourceFiles
  readonly connections: Readonly<Record<string, KnownScheme>>
  /** The text of a file of the repository, by its path from the root; undefined where it cannot be read. */
  readonly readFile: (path: string) => string | undefined
}

/** Collects what rules judge. */
export function createSubject(input: SubjectInput): LintSubject {
  const { plan, isFragment, sources, connections } = input
  const steps = plan.stages.flatMap((stage) =>
    stage.jobs.flatMap((job) =>
      job.steps.flatMap((step, index) =>
        step.kind === 'task' && step.enabled ? [lintStep(step, index, job, stage, input)] : [],
      ),
    ),
  )
  return {
    plan,
    isFragment,
    steps,
    variables: variablesOf(plan),
    connections: new Map(Object.entries(connections).map(([name, scheme]) => [name.toLowerCase(), scheme])),
    sources,
    readFile: input.readFile,
  }
}

function lintStep(plan: TaskStepPlan, index: number, job: JobPlan, stage: StagePlan, input: SubjectInput): LintStep {
  const task = taskName(plan)
  const path = `${stage.name}/${job.name}/${plan.id}`
  const isAzureCli = task === 'azurecli' || task === 'mintwellazurecli'
  return { plan, task, job, stage, index, path, scripts: scriptsOf(plan, job, input), isAzureCli }
}

function scriptsOf(step: TaskStepPlan, job: JobPlan, { sources, readFile }: SubjectInput): readonly LintScript[] {
  const script = scriptInputOf(step, job)
  if (!script) return []
  if (script.kind === 'inline') {
    const { value, key, dialect } = script
    return [new LintScript(value, dialect(value), `inputs.${key}`, valuePlaceOf(step, key), sources)]
  }
  const path = repositoryPath(script.value, inputOf(step, 'workingDirectory', 'cwd'))
  const text = path === undefined ? undefined : readFile(path)
  if (path === undefined || text === undefined) return []
  const place: ValuePlace = { file: path, line: 0, column: 1, style: 'literal', via: valuePlaceOf(step, script.key) }
  return [new LintScript(text, dialectOf(path) ?? script.dialect(text), path, place, sources)]
}

function dialectOf(path: string): 'posix' | 'powershell' | 'batch' | undefined {
  if (/\.(?:sh|bash)$/i.test(path)) return 'posix'
  if (/\.psm?1$/i.test(path)) return 'powershell'
  return /\.(?:cmd|bat)$/i.test(path) ? 'batch' : undefined
}

/** A path of the repository, as steps name it: relative, or below the folder that the agent checks out into. */
export function repositoryPath(value: string, folder = ''): string | undefined {
  const root = /^\$\((?:system\.defaultworkingdirectory|build\.sourcesdirectory|build\.repository\.localpath)\)[/\\]?/i
  const relative = root.test(value) ? value.replace(root, '') : join(folder.replace(root, ''), value)
  if (relative === '' || /[$%]|^[/\\]|^\w:/.test(relative)) return undefined
  const parts: string[] = []
  for (const part of relative.split(/[/\\]+/)) {
    if (part === '..' && parts.pop() === undefined) return undefined
    if (part !== '.' && part !== '..' && part !== '') parts.push(part)
  }
  return `/${parts.join('/')}`
}

function join(folder: string, value: string): string {
  return folder === '' ? value : `${folder}/${value}`
}

/** Where an input's value is: names of inputs are the task's own, those of places the file's. */
export function valuePlaceOf(step: TaskStepPlan, name: string): ValuePlace {
  const wanted = `inputs.${name}`.toLowerCase()
  const known = Object.entries(step.places).find(([key]) => key.toLowerCase() === wanted)?.[1]
  if (known) return known
  // The file has the input under an alias: the same value under another name.
  const value = inputOf(step, name)
  const others = Object.keys(step.places).filter(
    (key) => key.startsWith('inputs.') && inputOf(step, key.slice(7)) === undefined,
  )
  const [only] = others
  const place = value !== undefined && others.length === 1 && only !== undefined ? step.places[only] : undefined
  return place ?? { ...step.place, style: 'computed' }
}

function variablesOf(plan: Plan): LintSubject['variables'] {
  const named = (variables: readonly VariablePlan[], path: string) =>
    variables.map((variable) => ({ variable, path: `${path}variables.${variable.name}` }))
  return [
    ...named(plan.variables, ''),
    ...plan.stages.flatMap((stage) => [
      ...named(stage.variables, `${stage.name}/`),
      ...stage.jobs.flatMap((job) => named(job.variables, `${stage.name}/${job.name}/`)),
    ]),
  ]
}

/** A place without what only values have. */
export function plainPlace({ file, line, column, via }: Place): Place {
  return { file, line, column, ...(via && { via }) }
}
