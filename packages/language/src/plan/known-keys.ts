import type { KnownKeys } from '../yaml/read-fields.ts'
import { refuseKeys } from './unsupported.ts'

/**
 * The keys of each level (learn.microsoft.com, Azure Pipelines YAML schema; microsoft/azure-pipelines-vscode, service-schema.json). Accepted keys are
 * honoured or do no harm; refused ones would change the run. `parameters` and `resources` only declare: what uses them, `${{ }}`, `checkout: name` or
 * `container`, is refused where it stands. Azure Pipelines' expanded YAML keeps both (preview API, public measurements of 2026).
 */
const pipelineKeys = [
  'name',
  'trigger',
  'pr',
  'schedules',
  'pool',
  'variables',
  'parameters',
  'resources',
  'lockBehavior',
  'appendCommitMessageToRunName',
]

const refusedInPipeline = refuseKeys('expands', { extends: "a template ('extends')" })

const refusedInJob = refuseKeys('leave-out', { environment: "an environment ('environment')" })

/** A file with `stages:`. */
export const pipelineWithStages: KnownKeys = { accepted: [...pipelineKeys, 'stages'], refused: refusedInPipeline }

/** A file with `jobs:`. */
export const pipelineWithJobs: KnownKeys = { accepted: [...pipelineKeys, 'jobs'], refused: refusedInPipeline }

/** A file with `steps:`: it may say of its one job what a job says. */
export const pipelineWithSteps: KnownKeys = {
  accepted: [...pipelineKeys, 'steps', 'strategy', 'continueOnError', 'container', 'services', 'workspace'],
  refused: { ...refusedInPipeline, ...refusedInJob },
}

/** An item of `stages:`. */
export const stageKeys: KnownKeys = {
  accepted: [
    'stage',
    'displayName',
    'dependsOn',
    'condition',
    'variables',
    'jobs',
    'pool',
    'lockBehavior',
    'trigger',
    'isSkippable',
    'templateContext',
  ],
  refused: refuseKeys('expands', { template: "a stage template ('template')" }),
}

/** An item of `jobs:`. */
export const jobKeys: KnownKeys = {
  accepted: [
    'job',
    'displayName',
    'dependsOn',
    'condition',
    'continueOnError',
    'timeoutInMinutes',
    'cancelTimeoutInMinutes',
    'variables',
    'strategy',
    'pool',
    'container',
    'services',
    'workspace',
    'uses',
    'steps',
    'templateContext',
  ],
  refused: {
    ...refusedInJob,
    ...refuseKeys('expands', { template: "a job template ('template')" }),
  },
}

/** An item of `jobs:` that deploys. */
export const deploymentKeys: KnownKeys = {
  accepted: ['deployment', ...jobKeys.accepted.filter((key) => key !== 'job' && key !== 'steps'), 'environment'],
}

/** `strategy:` of a deployment. */
export const strategyKeys: KnownKeys = { accepted: ['runOnce', 'rolling', 'canary'] }

/** What every step may have. */
export const stepKeys = [
  'displayName',
  'name',
  'condition',
  'continueOnError',
  'enabled',
  'env',
  'timeoutInMinutes',
  'retryCountOnTaskFailure',
  'target',
]

/** Steps that this package does not run. */
export const refusedSteps = {
  ...refuseKeys('expands', { template: "a step template ('template')" }),
  ...refuseKeys('leave-out', {
    downloadBuild: "downloading a build's artifacts ('downloadBuild')",
    getPackage: "downloading a package ('getPackage')",
    reviewApp: "a review app ('reviewApp')",
    restoreCache: "restoring a cache ('restoreCache')",
    saveCache: "saving a cache ('saveCache')",
  }),
}

/** `resources:`. */
export const resourceKeys: KnownKeys = {
  accepted: ['builds', 'containers', 'packages', 'pipelines', 'repositories', 'webhooks'],
}
