import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Plan, TaskCatalog, TaskStepPlan } from '@mintwell/language'
import { shellWord } from '../say.ts'

/** What the plan is held against. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly path: string
  readonly catalog: TaskCatalog
  /** Tasks that are stubbed: `NAME` or `NAME@MAJOR`. */
  readonly stubs: readonly string[]
}

/** What images of Microsoft-hosted agents are called, by the platform that they have (learn.microsoft.com, "Microsoft-hosted agents"). */
const IMAGES: readonly (readonly [RegExp, NodeJS.Platform, string])[] = [
  [/^(windows|win|vs\d)/i, 'win32', 'Windows'],
  [/^(macos|mac)/i, 'darwin', 'macOS'],
  [/^(ubuntu|linux)/i, 'linux', 'Linux'],
]

/** At most so many steps are named in one line. */
const MOST_NAMED = 5

/** What will not go here as it does on an agent, a line each, before anything is started: another system, shells and tasks that are missing. */
export function foresee(plan: Plan, machine: Machine): readonly string[] {
  const systems = new Map<string, string[]>()
  const shells = new Map<string, string[]>()
  const tasks = new Map<string, string[]>()
  for (const stage of plan.stages) {
    for (const job of stage.jobs) {
      const name = stage.name === '__default' ? job.name : `${stage.name}.${job.name}`
      const system = otherSystem(job.pool?.vmImage, machine.platform)
      if (system) add(systems, system, name)
      for (const step of job.steps) {
        if (step.kind !== 'task' || !step.enabled || isStubbed(step, machine.stubs)) continue
        const shell = shellOf(step, machine.platform)
        if (shell && !isOnPath(shell, machine.path)) add(shells, shell, `${name}.${step.id}`)
        if (!machine.catalog.find(step.task.name, step.task.major))
          add(tasks, `${step.task.name}@${step.task.major}`, `${name}.${step.id}`)
      }
    }
  }
  return [
    ...[...systems].map(
      ([system, jobs]) => `${list(jobs)} asked for ${system}; the steps run on this machine (${machine.platform}).`,
    ),
    ...[...shells].map(
      ([shell, steps]) => `${shell} is not on PATH: ${list(steps)} will fail. Install it, or use --stub for the task.`,
    ),
    ...[...tasks].map(
      ([task, steps]) =>
        `the task ${task} is not built in and not known here: ${list(steps)} will fail when reached. Use --tasks DIR, --stub ${shellWord(task)}, or mintwell task fetch ${shellWord(task)} --organization NAME.`,
    ),
  ]
}

function otherSystem(image: string | undefined, platform: NodeJS.Platform): string | undefined {
  const found = IMAGES.find(([pattern]) => image !== undefined && pattern.test(image))
  return found && found[1] !== platform ? `${found[2]} (${image})` : undefined
}

/** The shell that a step's script needs. */
function shellOf({ task, inputs }: TaskStepPlan, platform: NodeJS.Platform): string | undefined {
  const type = inputs.scriptType?.trim().toLowerCase()
  switch (task.name) {
    case 'Bash':
      return 'bash'
    case 'PowerShell':
      return platform === 'win32' && inputs.pwsh?.trim().toLowerCase() !== 'true' ? undefined : 'pwsh'
    case 'AzureCLI':
    case 'MintwellAzureCLI':
      return type === 'bash'
        ? 'bash'
        : type === 'pscore' || (type === 'ps' && platform !== 'win32')
          ? 'pwsh'
          : undefined
    default:
      return undefined
  }
}

function isStubbed({ task }: TaskStepPlan, stubs: readonly string[]): boolean {
  const name = task.name.toLowerCase()
  return stubs.some((stub) => [name, `${name}@${task.major}`].includes(stub.trim().toLowerCase()))
}

function isOnPath(program: string, path: string): boolean {
  return path.split(delimiter).some((directory) => {
    if (directory === '') return false
    try {
      accessSync(join(directory, process.platform === 'win32' ? `${program}.exe` : program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}

function list(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED).join(', ')
  return names.length > MOST_NAMED ? `${named} and ${names.length - MOST_NAMED} more` : named
}
