import type { TaskCatalog } from '../definitions/task-definition.ts'
import { type Fields, optionalScalar, requiredScalar } from '../yaml/read-fields.ts'
import { findTask } from './find-task.ts'
import { readStepCommon, type StepDraft, stepName } from './step-draft.ts'
import { type GivenInput, inputsOf } from './task-inputs.ts'

type ScriptKind = 'script' | 'bash' | 'pwsh' | 'powershell'

const plainKeys = ['workingDirectory', 'failOnStderr']
const powerShellKeys = [...plainKeys, 'errorActionPreference', 'ignoreLASTEXITCODE']

/** The keys of a script step beside its script; each is an input of the task, by the same name. */
export const scriptKeys: Readonly<Record<ScriptKind, readonly string[]>> = {
  script: plainKeys,
  bash: plainKeys,
  pwsh: powerShellKeys,
  powershell: powerShellKeys,
}

/** The tasks that script steps stand for (learn.microsoft.com, Azure Pipelines YAML schema, "steps.script", "steps.bash", "steps.pwsh", "steps.powershell"). */
const tasks: Readonly<Record<ScriptKind, { reference: string; inputs: Readonly<Record<string, string>> }>> = {
  script: { reference: 'CmdLine@2', inputs: {} },
  bash: { reference: 'Bash@3', inputs: { targetType: 'inline' } },
  pwsh: { reference: 'PowerShell@2', inputs: { targetType: 'inline', pwsh: 'true' } },
  powershell: { reference: 'PowerShell@2', inputs: { targetType: 'inline', pwsh: 'false' } },
}

/**
 * Plans a script step as the task it stands for.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…`, `ERR_TASK_…` and `ERR_EXPRESSION_…`
 */
export function planScriptStep(kind: ScriptKind, fields: Fields, catalog: TaskCatalog): StepDraft {
  const script = requiredScalar(fields, kind)
  const { reference, inputs: fixed } = tasks[kind]
  const { name, major, definition } = findTask({ ...script, text: reference }, catalog)
  const given: GivenInput[] = Object.entries(fixed).map(([input, text]) => ({ name: input, text, place: script.place }))
  given.push({ name: 'script', text: script.text, place: script.place })
  for (const key of scriptKeys[kind]) {
    const scalar = optionalScalar(fields, key)
    if (scalar) given.push({ name: key, text: scalar.text, place: scalar.place })
  }
  const inputs = inputsOf(definition, given, script.place)
  const common = readStepCommon(fields, name)
  const task = { name, major }
  return {
    name: stepName(fields),
    idBase: name,
    build: (id) => ({ ...common, id, kind: 'task', task, inputs }),
  }
}
