import { listOf, mapping, mappingOf, type Shape } from './shape.ts'

/**
 * `resources` (learn.microsoft.com, YAML schema: resources). Directives are refused in it, expressions taken where `service-schema.json` says `allowExpressions`
 * and in containers (measured: a directive below `repositories`).
 */
export const resourceShapes: Readonly<Record<string, Shape>> = {
  resources: {
    sequence: { items: 'legacyResource' },
    mappings: [
      {
        properties: {
          builds: 'builds',
          containers: 'containers',
          packages: 'packages',
          pipelines: 'pipelineResources',
          repositories: 'repositories',
          webhooks: 'webhooks',
        },
      },
    ],
    expressions: 'none',
  },
  legacyResource: {
    mappings: [{ first: 'repo', properties: { repo: 'text', clean: 'text', fetchDepth: 'text', lfs: 'text' } }],
  },
  repositories: listOf('repositoryResource'),
  repositoryResource: {
    mappings: [
      {
        first: 'repository',
        properties: {
          repository: 'text',
          name: 'text',
          type: 'text',
          ref: 'filledText',
          endpoint: 'text',
          trigger: 'trigger',
          checkoutOptions: 'any',
        },
      },
    ],
  },
  filledText: { scalar: { kind: 'text' }, expressions: 'values' },
  containers: { sequence: { items: 'containerResource' }, expressions: 'all' },
  containerResource: {
    mappings: [
      {
        first: 'container',
        properties: {
          container: 'text',
          image: 'text',
          type: 'text',
          endpoint: 'text',
          env: 'env',
          mapDockerSocket: 'text',
          options: 'text',
          ports: 'textList',
          volumes: 'textList',
          mountReadOnly: 'mountReadOnly',
          localImage: 'text',
          trigger: 'resourceTrigger',
          azureSubscription: 'text',
          resourceGroup: 'text',
          registry: 'text',
          repository: 'text',
        },
      },
    ],
  },
  mountReadOnly: mapping({ work: 'boolean', externals: 'boolean', tools: 'boolean', tasks: 'boolean' }),
  pipelineResources: listOf('pipelineResource'),
  pipelineResource: {
    mappings: [
      {
        first: 'pipeline',
        properties: {
          pipeline: 'text',
          project: 'text',
          source: 'text',
          version: 'filledText',
          branch: 'filledText',
          tags: 'textList',
          trigger: 'resourceTrigger',
        },
      },
    ],
  },
  builds: listOf('buildResource'),
  buildResource: {
    mappings: [
      {
        first: 'build',
        properties: {
          build: 'text',
          type: 'text',
          connection: 'text',
          source: 'text',
          version: 'filledText',
          branch: 'filledText',
          trigger: 'text',
        },
      },
    ],
  },
  packages: listOf('packageResource'),
  packageResource: {
    mappings: [
      {
        first: 'package',
        properties: {
          package: 'text',
          type: 'text',
          connection: 'text',
          name: 'text',
          version: 'filledText',
          tag: 'filledText',
          trigger: 'text',
        },
      },
    ],
  },
  webhooks: listOf('webhook'),
  webhook: {
    mappings: [
      {
        first: 'webhook',
        properties: { webhook: 'text', connection: 'text', type: 'text', filters: 'webhookFilters' },
      },
    ],
  },
  env: mappingOf('text'),
}
