import type { JobPlan, Plan, StepPlan, TaskCatalog } from '@mintwell/language'
import { shellWord } from '../say.ts'

/** What the tree says of a task: whether it can run here. */
export interface TaskFacts {
  readonly catalog: TaskCatalog
  /** `NAME@MAJOR` and `NAME`, folded, of tasks that are stubbed. */
  readonly stubs: readonly string[]
}

/** A plan as a tree of stages, jobs and steps: with conditions, and what would not run here and why. */
export function printPlan(plan: Plan, facts: TaskFacts): string {
  const lines = plan.stages.flatMap((stage) => {
    const jobs = stage.jobs.flatMap((job) => jobLines(job, facts))
    if (stage.name === '__default') return jobs
    const head = `stage ${labelOf(stage)}${after(stage.dependsOn)}${when(stage.condition)}`
    return [head, ...jobs.map((line) => `  ${line}`)]
  })
  return `${lines.join('\n')}\n`
}

function jobLines(job: JobPlan, facts: TaskFacts): readonly string[] {
  const kind = job.deployment ? 'deployment' : 'job'
  const head = `${kind} ${labelOf(job)}${after(job.dependsOn)}${when(job.condition)}${aboutJob(job)}`
  if (job.deployment) {
    const hooks = job.deployment.hooks.flatMap(({ name, steps }) => [
      `  ${name}`,
      ...steps.map((step) => `    ${stepLine(step, facts)}`),
    ])
    return [head, ...hooks]
  }
  return [head, ...job.steps.map((step) => `  ${stepLine(step, facts)}`)]
}

function aboutJob({ strategy, pool, container, deployment, services = [] }: JobPlan): string {
  const parts: string[] = []
  if (deployment) parts.push(`environment ${deployment.environment.name}`)
  if (deployment && deployment.strategy !== 'runOnce') parts.push(`strategy ${deployment.strategy}`)
  if (strategy?.kind === 'matrix') parts.push(`matrix: ${strategy.legs.map(({ name }) => name).join(', ')}`)
  if (strategy?.kind === 'matrix-expression') parts.push('matrix from an expression')
  if (strategy?.kind === 'parallel') parts.push(`parallel ${strategy.count}`)
  if (pool?.server) parts.push('on the server')
  if (container !== undefined) parts.push(`container ${container}`)
  for (const name of services) parts.push(`service ${name}`)
  return parts.length === 0 ? '' : ` [${parts.join('; ')}]`
}

function stepLine(step: StepPlan, facts: TaskFacts): string {
  const skipped = step.enabled ? undefined : 'skipped: not enabled'
  const never = step.condition?.trim().toLowerCase() === 'false' ? 'skipped: its condition is false' : undefined
  const notes = [skipped ?? never ?? cannotRun(step, facts)].filter((note) => note !== undefined)
  const what = step.kind === 'checkout' ? `checkout ${step.repository}` : `${step.task.name}@${step.task.major}`
  const label =
    step.displayName === what || step.displayName === (step.kind === 'task' ? step.task.name : '')
      ? what
      : `${step.displayName} (${what})`
  return `- ${oneLine(label)}${when(step.condition)}${notes.map((note) => `  <- ${note}`).join('')}`
}

/** Why a step's task cannot run here; undefined where it can. */
export function cannotRun(step: StepPlan, { catalog, stubs }: TaskFacts): string | undefined {
  if (step.kind !== 'task') return undefined
  const { name, major } = step.task
  const isStub = stubs.some((stub) =>
    [name, `${name}@${major}`].some((known) => known.toLowerCase() === stub.toLowerCase()),
  )
  if (isStub) return 'stubbed: its inputs are recorded, and nothing is done'
  return catalog.find(name, major)
    ? undefined
    : `cannot run here: give the task with --tasks DIR, or --stub ${shellWord(`${name}@${major}`)}`
}

function labelOf({ name, displayName }: { readonly name: string; readonly displayName: string }): string {
  return name === displayName ? name : `${name} (${oneLine(displayName)})`
}

function after(names: readonly string[]): string {
  return names.length === 0 ? '' : ` after ${names.join(', ')}`
}

function when(condition: string | undefined): string {
  return condition === undefined ? '' : ` if ${oneLine(condition)}`
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
