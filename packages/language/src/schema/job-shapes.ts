import { mapping, mappingOf, type Shape, type ShapeName, textOrList, words } from './shape.ts'

const common: Readonly<Record<string, ShapeName>> = {
  displayName: 'text',
  dependsOn: 'dependsOn',
  condition: 'text',
  continueOnError: 'text',
  timeoutInMinutes: 'text',
  cancelTimeoutInMinutes: 'text',
  variables: 'variables',
  pool: 'pool',
  container: 'container',
  services: 'services',
  workspace: 'workspace',
  uses: 'uses',
  templateContext: 'any',
}

/** Stages and jobs (learn.microsoft.com, YAML schema: stages, jobs, pool). */
export const jobShapes: Readonly<Record<string, Shape>> = {
  stages: { sequence: { items: 'stage', templates: 'stages' } },
  stage: {
    mappings: [
      {
        first: 'stage',
        scope: true,
        properties: {
          stage: 'text',
          group: 'text',
          displayName: 'text',
          pool: 'pool',
          dependsOn: 'dependsOn',
          condition: 'text',
          variables: 'variables',
          jobs: 'jobs',
          phases: 'jobs',
          lockBehavior: 'lockBehavior',
          trigger: 'stageTrigger',
          isSkippable: 'boolean',
          templateContext: 'any',
          checks: 'any',
        },
      },
      { first: 'template', properties: { template: 'nonEmpty', parameters: 'arguments' } },
    ],
  },
  jobs: { sequence: { items: 'job', templates: 'jobs' } },
  job: {
    mappings: [
      { first: 'job', scope: true, properties: { job: 'text', ...common, strategy: 'jobStrategy', steps: 'steps' } },
      {
        first: 'deployment',
        scope: true,
        properties: { deployment: 'text', ...common, environment: 'environment', strategy: 'deploymentStrategy' },
      },
      {
        first: 'phase',
        scope: true,
        properties: { phase: 'text', ...common, queue: 'any', server: 'any', target: 'any', steps: 'steps' },
      },
      { first: 'template', properties: { template: 'nonEmpty', parameters: 'arguments' } },
    ],
  },
  dependsOn: textOrList,
  jobStrategy: mapping({ matrix: 'matrix', parallel: 'text', maxParallel: 'text' }),
  matrix: { scalar: { kind: 'text' }, mappings: [{ properties: {}, others: 'matrixLeg' }] },
  matrixLeg: mappingOf('text'),
  deploymentStrategy: mapping({ runOnce: 'lifecycle', rolling: 'rolling', canary: 'canary' }),
  lifecycle: mapping({
    preDeploy: 'hook',
    deploy: 'hook',
    routeTraffic: 'hook',
    postRouteTraffic: 'hook',
    on: 'onHooks',
  }),
  rolling: mapping({
    maxParallel: 'text',
    preDeploy: 'hook',
    deploy: 'hook',
    routeTraffic: 'hook',
    postRouteTraffic: 'hook',
    on: 'onHooks',
  }),
  canary: mapping({
    increments: 'textList',
    preDeploy: 'hook',
    deploy: 'hook',
    routeTraffic: 'hook',
    postRouteTraffic: 'hook',
    on: 'onHooks',
  }),
  onHooks: mapping({ failure: 'hook', success: 'hook' }),
  hook: mapping({ steps: 'steps', pool: 'pool' }),
  environment: {
    scalar: { kind: 'non-empty' },
    mappings: [
      {
        properties: {
          name: 'text',
          resourceName: 'text',
          resourceId: 'text',
          resourceType: 'text',
          tags: 'textOrList',
        },
      },
    ],
  },
  textOrList,
  pool: {
    scalar: { kind: 'text' },
    mappings: [{ properties: { name: 'text', vmImage: 'text', demands: 'textOrList' }, others: 'any' }],
  },
  container: {
    scalar: { kind: 'text' },
    mappings: [
      {
        properties: {
          alias: 'text',
          image: 'text',
          endpoint: 'text',
          env: 'env',
          mapDockerSocket: 'text',
          options: 'text',
          ports: 'textList',
          volumes: 'textList',
          mountReadOnly: 'mountReadOnly',
        },
      },
    ],
  },
  services: mappingOf('container'),
  workspace: mapping({ clean: 'workspaceClean' }),
  workspaceClean: words('outputs', 'resources', 'all'),
  uses: mapping({ repositories: 'textOrList', pools: 'textOrList' }),
}
