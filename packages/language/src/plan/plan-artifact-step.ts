import type { TaskCatalog } from '../definitions/task-definition.ts'
import { type Fields, optionalScalar, requiredScalar } from '../yaml/read-fields.ts'
import { findTask } from './find-task.ts'
import { readStepCommon, type StepDraft, stepName } from './step-draft.ts'

/** The tasks that `publish` and `download` stand for, and what each key is called there (preview API, public measurements of 2026). */
const kinds = {
  publish: {
    reference: 'ecdc45f6-832d-4ad9-b52b-ee49e94659be@1',
    inputs: [
      ['publish', 'path'],
      ['artifact', 'artifactName'],
    ],
  },
  download: {
    reference: '30f35852-3f7e-4c0c-9a88-e127b4f97211@1',
    inputs: [
      ['download', 'alias'],
      ['artifact', 'artifact'],
      ['patterns', 'patterns'],
      ['path', 'path'],
    ],
  },
} as const

/** The keys of the steps beside their own. */
export const artifactKeys = { publish: ['artifact'], download: ['artifact', 'patterns', 'path'] } as const

/**
 * Plans `publish:` or `download:` as the task that it stands for.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…` and `ERR_EXPRESSION_…`
 */
export function planArtifactStep(kind: keyof typeof kinds, fields: Fields, catalog: TaskCatalog): StepDraft {
  const { reference, inputs } = kinds[kind]
  const task = findTask({ ...requiredScalar(fields, kind), text: reference }, catalog)
  const given = inputs.flatMap(([key, input]) => {
    const scalar = optionalScalar(fields, key)
    return scalar === undefined ? [] : [[input, scalar.text] as const]
  })
  const common = readStepCommon(fields, task.name)
  return {
    name: stepName(fields),
    idBase: task.name,
    build: (id) => ({
      ...common,
      id,
      kind: 'task',
      task: { name: task.name, major: task.major },
      inputs: Object.fromEntries(given),
    }),
  }
}
