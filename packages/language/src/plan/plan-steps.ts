import type { TaskCatalog } from '../definitions/task-definition.ts'
import { LanguageError } from '../errors.ts'
import type { YamlEntry, YamlNode } from '../source/node.ts'
import { type Fields, type KnownKeys, readFields, unknownKey } from '../yaml/read-fields.ts'
import { asMapping, asNonEmptySequence } from '../yaml/read-node.ts'
import { refusedSteps, stepKeys } from './known-keys.ts'
import { checkName, createNameSet, type NameSet } from './names.ts'
import type { StepPlan } from './plan.ts'
import { artifactKeys, planArtifactStep } from './plan-artifact-step.ts'
import { checkoutKeys, planCheckoutStep } from './plan-checkout-step.ts'
import { planScriptStep, scriptKeys } from './plan-script-step.ts'
import { planTaskStep } from './plan-task-step.ts'
import type { StepDraft } from './step-draft.ts'

/** How a kind of step, known by its key, is planned. */
interface StepKind {
  readonly keys: readonly string[]
  readonly plan: (fields: Fields, catalog: TaskCatalog) => StepDraft
}

const kinds: ReadonlyMap<string, StepKind> = new Map<string, StepKind>([
  ['script', { keys: scriptKeys.script, plan: (fields, catalog) => planScriptStep('script', fields, catalog) }],
  ['bash', { keys: scriptKeys.bash, plan: (fields, catalog) => planScriptStep('bash', fields, catalog) }],
  ['pwsh', { keys: scriptKeys.pwsh, plan: (fields, catalog) => planScriptStep('pwsh', fields, catalog) }],
  [
    'powershell',
    { keys: scriptKeys.powershell, plan: (fields, catalog) => planScriptStep('powershell', fields, catalog) },
  ],
  ['task', { keys: ['inputs'], plan: planTaskStep }],
  ['checkout', { keys: checkoutKeys, plan: planCheckoutStep }],
  ['publish', { keys: artifactKeys.publish, plan: (fields, catalog) => planArtifactStep('publish', fields, catalog) }],
  [
    'download',
    { keys: artifactKeys.download, plan: (fields, catalog) => planArtifactStep('download', fields, catalog) },
  ],
])

/**
 * Plans `steps:`, in the order of the file.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…`, `ERR_TASK_…` and `ERR_EXPRESSION_…`
 */
export function planSteps(node: YamlNode, catalog: TaskCatalog): readonly StepPlan[] {
  const names = createNameSet('step')
  const drafts = asNonEmptySequence(node, 'steps').map((item) => planStep(item, catalog, names))
  // Generated ids come after all names are known, so that they avoid them.
  return drafts.map(({ name, idBase, build }) => build(name?.text ?? names.generate(idBase, '')))
}

function planStep(node: YamlNode, catalog: TaskCatalog, names: NameSet): StepDraft {
  const { entries, place } = asMapping(node, 'a step')
  const found = entries.filter(({ key }) => kinds.has(key.text))
  const [first, second] = found
  if (second) throw twoKinds(found)
  const kind = first && kinds.get(first.key.text)
  if (!first || !kind) throw noKind(entries, place)
  const what = `a step of the kind '${first.key.text}'`
  const known: KnownKeys = { accepted: [first.key.text, ...kind.keys, ...stepKeys], refused: refusedSteps }
  const draft = kind.plan(readFields(node, what, known), catalog)
  if (draft.name) {
    checkName(draft.name, 'step')
    names.take(draft.name)
  }
  return draft
}

function twoKinds(found: readonly YamlEntry[]): LanguageError {
  const keys = found.map(({ key }) => key.text)
  return new LanguageError('ERR_PLAN_CONFLICT', {
    message: `a step cannot be both '${keys[0]}' and '${keys[1]}'`,
    hint: "Start the second one as a step of its own, with '- '.",
    place: found[1]?.key.place,
    data: { keys },
  })
}

/** A refused or mistyped key says more than that the kind is missing. */
function noKind(entries: readonly YamlEntry[], place: StepPlan['place']): LanguageError {
  const known = [...kinds.keys(), ...Object.keys(refusedSteps), ...stepKeys]
  const refused = entries.find(({ key }) => Object.hasOwn(refusedSteps, key.text))?.key
  const refusal = refused && refusedSteps[refused.text]?.(refused)
  if (refusal) return refusal
  const unknown = entries.find(({ key }) => !known.includes(key.text))?.key
  if (unknown) return unknownKey(unknown, 'a step', known)
  const all = [...kinds.keys()].join(', ')
  return new LanguageError('ERR_PLAN_MISSING_KEY', {
    message: 'a step does not say what it runs',
    hint: `Add one of: ${all}.`,
    place,
    data: { key: [...kinds.keys()] },
  })
}
