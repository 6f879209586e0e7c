import { type Shape, words } from './shape.ts'

/** Types of parameters that a template may declare (`service-schema.json`; measured, case counts). */
export const templateParameterTypes = [
  'boolean',
  'container',
  'containerList',
  'deployment',
  'deploymentList',
  'job',
  'jobList',
  'legacyObject',
  'number',
  'object',
  'stage',
  'stageList',
  'step',
  'stepList',
  'string',
  'stringList',
] as const

/** Types that only the entry file may declare, since its parameters are asked for when a run is queued. */
export const rootOnlyTypes = ['environment', 'filePath', 'pool', 'secureFile', 'serviceConnection'] as const

/** The type of a parameter. */
export type ParameterType = (typeof templateParameterTypes)[number] | (typeof rootOnlyTypes)[number]

const rootTypes = [...templateParameterTypes.filter((type) => type !== 'legacyObject'), ...rootOnlyTypes]

const declaration = (type: string): Shape => ({
  mappings: [
    {
      first: 'name',
      properties: { name: 'nonEmpty', displayName: 'text', type, default: 'anyDefault', values: 'any' },
    },
  ],
})

/** Variables and the declarations of parameters (learn.microsoft.com, YAML schema: variables, parameters). */
export const variableShapes: Readonly<Record<string, Shape>> = {
  variables: {
    sequence: { items: 'variable', templates: 'variables' },
    mappings: [{ properties: {}, others: 'text', defines: 'variables' }],
  },
  variable: {
    mappings: [
      { first: 'name', properties: { name: 'text', value: 'text', readonly: 'boolean' } },
      { first: 'group', properties: { group: 'text' } },
      { first: 'template', properties: { template: 'nonEmpty', parameters: 'arguments' } },
    ],
  },
  rootParameters: { sequence: { items: 'rootParameter' }, expressions: 'none' },
  rootParameter: declaration('rootParameterType'),
  rootParameterType: words(...rootTypes),
  templateParameters: {
    sequence: { items: 'templateParameter' },
    mappings: [{ properties: {}, others: 'any' }],
    expressions: 'none',
  },
  templateParameter: declaration('templateParameterType'),
  templateParameterType: words(...templateParameterTypes),
}
