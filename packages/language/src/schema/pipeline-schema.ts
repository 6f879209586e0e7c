import { jobShapes } from './job-shapes.ts'
import { resourceShapes } from './resource-shapes.ts'
import { type MappingRule, type Shape, type ShapeName, type TemplateKind, text } from './shape.ts'
import { stepShapes } from './step-shapes.ts'
import { triggerShapes } from './trigger-shapes.ts'
import { variableShapes } from './variable-shapes.ts'

const common: Readonly<Record<string, ShapeName>> = {
  name: 'filledText',
  appendCommitMessageToRunName: 'boolean',
  trigger: 'trigger',
  parameters: 'rootParameters',
  pr: 'pr',
  schedules: 'schedules',
  resources: 'resources',
  variables: 'rootVariables',
  lockBehavior: 'lockBehavior',
}

const root = (properties: Readonly<Record<string, ShapeName>>): MappingRule => ({
  scope: true,
  properties: { ...common, ...properties },
})

/** A template file that gives items of one kind. */
const template = (kind: TemplateKind): Shape => ({
  mappings: [{ properties: { parameters: 'templateParameters', [kind]: `root${kind}` } }],
  expressions: 'none',
})

const templateRoot = (properties: Readonly<Record<string, ShapeName>>): MappingRule => ({
  scope: true,
  properties: {
    parameters: 'templateParameters',
    trigger: 'trigger',
    resources: 'resources',
    variables: 'rootVariables',
    ...properties,
  },
})

/** Directives work from here on: the keys of a file's root know none (measured). */
const open = (shape: Shape | undefined): Shape => ({ ...shape, expressions: 'all' })

const job = {
  strategy: 'rootStrategy',
  continueOnError: 'rootText',
  container: 'rootContainer',
  services: 'rootServices',
  workspace: 'rootWorkspace',
}

/** The pipeline's YAML as the service takes it: every shape by its name (learn.microsoft.com, YAML schema: pipeline). */
export const shapes: Readonly<Record<ShapeName, Shape>> = {
  ...triggerShapes,
  ...resourceShapes,
  ...stepShapes,
  ...jobShapes,
  ...variableShapes,
  text,
  nonEmpty: { scalar: { kind: 'non-empty' } },
  boolean: { scalar: { kind: 'boolean' } },
  any: { scalar: { kind: 'text' }, sequence: { items: 'any' }, mappings: [{ properties: {}, others: 'any' }] },
  anyDefault: {
    scalar: { kind: 'text' },
    sequence: { items: 'anyDefault' },
    mappings: [{ properties: {}, others: 'anyDefault' }],
    expressions: 'literal',
  },
  arguments: { mappings: [{ properties: {}, others: 'any' }] },
  pipeline: {
    mappings: [
      root({ stages: 'rootstages', pool: 'rootPool' }),
      root({ jobs: 'rootjobs', pool: 'rootPool' }),
      root({ phases: 'rootphases' }),
      root({ extends: 'extends', pool: 'rootPool' }),
      root({ steps: 'rootsteps', pool: 'rootPool', ...job, queue: 'any', server: 'any' }),
    ],
    expressions: 'none',
  },
  rootVariables: open(variableShapes.variables),
  rootvariables: open(variableShapes.variables),
  rootstages: open(jobShapes.stages),
  rootjobs: open(jobShapes.jobs),
  rootphases: open(jobShapes.jobs),
  rootsteps: open(stepShapes.steps),
  rootPool: open(jobShapes.pool),
  rootStrategy: open(jobShapes.jobStrategy),
  rootText: open(text),
  rootContainer: open(jobShapes.container),
  rootServices: open(jobShapes.services),
  rootWorkspace: open(jobShapes.workspace),
  extends: { mappings: [{ properties: { template: 'nonEmpty', parameters: 'arguments' } }], expressions: 'all' },
  template_stages: template('stages'),
  template_jobs: template('jobs'),
  template_phases: template('phases'),
  template_steps: template('steps'),
  template_variables: template('variables'),
  template_extends: {
    mappings: [
      templateRoot({ stages: 'rootstages' }),
      templateRoot({ jobs: 'rootjobs' }),
      templateRoot({ steps: 'rootsteps' }),
      templateRoot({ extends: 'extends' }),
    ],
    expressions: 'none',
  },
}

/** A shape of the schema by its name. */
export function shapeOf(name: ShapeName): Shape {
  const shape = shapes[name]
  if (!shape) throw new Error(`the schema has no shape '${name}'`)
  return shape
}
