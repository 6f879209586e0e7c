import { type MappingRule, mappingOf, type Shape, type ShapeName, words } from './shape.ts'

/** What every step but `template` may have (learn.microsoft.com, YAML schema: steps). */
const common: Readonly<Record<string, ShapeName>> = {
  condition: 'text',
  continueOnError: 'boolean',
  displayName: 'text',
  enabled: 'boolean',
  env: 'env',
  name: 'text',
  retryCountOnTaskFailure: 'text',
  target: 'target',
  timeoutInMinutes: 'text',
}

const step = (first: string, ...more: readonly string[]): MappingRule => ({
  first,
  properties: { [first]: 'text', ...Object.fromEntries(more.map((key) => [key, 'text'])), ...common },
})

/** The steps of a job. */
export const stepShapes: Readonly<Record<string, Shape>> = {
  steps: { sequence: { items: 'step', templates: 'steps' } },
  step: {
    mappings: [
      { first: 'task', properties: { task: 'nonEmpty', inputs: 'inputs', ...common } },
      step('script', 'failOnStderr', 'workingDirectory'),
      step('bash', 'failOnStderr', 'workingDirectory'),
      step('powershell', 'errorActionPreference', 'failOnStderr', 'ignoreLASTEXITCODE', 'workingDirectory'),
      step('pwsh', 'errorActionPreference', 'failOnStderr', 'ignoreLASTEXITCODE', 'workingDirectory'),
      step(
        'checkout',
        'clean',
        'fetchDepth',
        'fetchFilter',
        'fetchTags',
        'lfs',
        'path',
        'persistCredentials',
        'sparseCheckoutDirectories',
        'sparseCheckoutPatterns',
        'submodules',
        'workspaceRepo',
      ),
      step('download', 'artifact', 'patterns'),
      {
        first: 'downloadBuild',
        properties: {
          downloadBuild: 'text',
          artifact: 'text',
          path: 'text',
          patterns: 'text',
          inputs: 'inputs',
          ...common,
        },
      },
      step('getPackage', 'path'),
      step('publish', 'artifact'),
      step('upload', 'artifact'),
      step('reviewApp'),
      { first: 'template', properties: { template: 'nonEmpty', parameters: 'arguments' } },
    ],
  },
  inputs: mappingOf('text'),
  target: {
    scalar: { kind: 'text' },
    mappings: [{ properties: { container: 'text', commands: 'commands', settableVariables: 'settableVariables' } }],
  },
  commands: words('any', 'restricted'),
  settableVariables: { scalar: { kind: 'words', words: ['none'] }, sequence: { items: 'text' } },
}
