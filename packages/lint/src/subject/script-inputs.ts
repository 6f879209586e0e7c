import type { JobPlan, TaskStepPlan } from '@mintwell/language'
import type { Dialect } from '../shell/shell-command.ts'

/** Where a task has its script: the inputs, first the one that is given inline. */
interface ScriptTask {
  readonly inline: readonly string[]
  readonly file: readonly string[]
  readonly dialect: (step: TaskStepPlan, job: JobPlan, text: string) => Dialect
}

const always =
  (dialect: Dialect): ScriptTask['dialect'] =>
  () =>
    dialect

/** What AzureCLI's `scriptType` says (microsoft/azure-pipelines-tasks, Tasks/AzureCLIV2/task.json). */
const azureCli: ScriptTask = {
  inline: ['inlineScript', 'inline'],
  file: ['scriptPath'],
  dialect(step, job, text) {
    const type = inputOf(step, 'scriptType')?.trim().toLowerCase()
    if (type === 'ps' || type === 'pscore') return 'powershell'
    if (type === 'bash') return 'posix'
    return type === 'batch' ? 'batch' : guessed(job, text)
  },
}

/** By the name of the task in lower case. */
const tasks: Readonly<Record<string, ScriptTask>> = {
  azurecli: azureCli,
  mintwellazurecli: azureCli,
  bash: { inline: ['script'], file: ['filePath'], dialect: always('posix') },
  shellscript: { inline: [], file: ['scriptPath'], dialect: always('posix') },
  batchscript: { inline: [], file: ['filename'], dialect: always('batch') },
  powershell: { inline: ['script'], file: ['filePath'], dialect: always('powershell') },
  azurepowershell: { inline: ['Inline', 'inlineScript'], file: ['ScriptPath'], dialect: always('powershell') },
  cmdline: { inline: ['script'], file: [], dialect: (_, job, text) => guessed(job, text) },
  awsshellscript: { inline: ['inlineScript'], file: ['filePath'], dialect: always('posix') },
  awspowershellmodulescript: { inline: ['inlineScript'], file: ['filePath'], dialect: always('powershell') },
}

/** A script that runs on whatever the agent has: Windows by its image, else by how the script is written. */
function guessed({ pool }: JobPlan, text: string): Dialect {
  if (/\$env:|\bWrite-(?:Host|Output)\b|\bInvoke-(?:RestMethod|WebRequest)\b/i.test(text)) return 'powershell'
  if (/windows/i.test(pool?.vmImage ?? '')) return 'batch'
  return /%\w+%|^\s*(?:@echo off|rem |set \w+=)/im.test(text) && !/\$\{?\w/.test(text) ? 'batch' : 'posix'
}

/** What a step runs: the text or the file. */
export interface ScriptInput {
  readonly kind: 'inline' | 'file'
  /** As the step writes it. */
  readonly key: string
  readonly value: string
  readonly dialect: (text: string) => Dialect
}

/** The script that a step has; undefined for a task without one. */
export function scriptInputOf(step: TaskStepPlan, job: JobPlan): ScriptInput | undefined {
  const task = tasks[taskName(step)]
  if (!task) return undefined
  const dialect = (text: string) => task.dialect(step, job, text)
  for (const [kind, names] of [
    ['inline', task.inline],
    ['file', task.file],
  ] as const) {
    for (const name of names) {
      const key = Object.keys(step.inputs).find((each) => each.toLowerCase() === name.toLowerCase())
      const value = key === undefined ? undefined : step.inputs[key]
      if (key !== undefined && value) return { kind, key, value, dialect }
    }
  }
  return undefined
}

/** The name of a step's task in lower case, without its publisher. */
export function taskName({ task }: TaskStepPlan): string {
  const name = task.name.toLowerCase()
  return name === '46e4be58-730b-4389-8a2f-ea10b3e5e815' ? 'azurecli' : (name.split('.').at(-1) ?? name)
}

/** The value of an input, names compared without case. */
export function inputOf({ inputs }: TaskStepPlan, ...names: readonly string[]): string | undefined {
  const wanted = names.map((name) => name.toLowerCase())
  const key = Object.keys(inputs).find((each) => wanted.includes(each.toLowerCase()))
  return key === undefined ? undefined : inputs[key]
}
