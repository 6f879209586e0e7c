import { valuePlaceOf } from '../subject/lint-subject.ts'
import { inputOf } from '../subject/script-inputs.ts'
import { editWord } from './edit.ts'
import { atInput } from './report.ts'
import type { LintRule } from './rule.ts'

/** `useGlobalConfig` where agents are used again. */
export const globalConfig: LintRule = {
  id: 'L18',
  name: 'global-config',
  title: "az's profile is shared between jobs (useGlobalConfig)",
  severity: 'note',
  confidence: 'medium',
  reason:
    'On an agent that is used again, all jobs share one profile: a job may go on with the login of another one, with its old ID token, or be logged out by it (microsoft/azure-pipelines-tasks#22221).',
  cure: 'Leave `useGlobalConfig` out: the task then has a profile of its own.',
  *check({ steps, sources }) {
    for (const step of steps) {
      if (!step.isAzureCli || inputOf(step.plan, 'useGlobalConfig')?.trim().toLowerCase() !== 'true') continue
      const { pool } = step.job
      // Microsoft's agents are new for each job.
      if (pool?.vmImage !== undefined || /^azure pipelines$/i.test(pool?.name ?? '')) continue
      const edit = editWord(sources, valuePlaceOf(step.plan, 'useGlobalConfig'), 'true', 'false')
      yield {
        ...atInput(
          step,
          'useGlobalConfig',
          'true',
          'jobs on a self-hosted agent share the profile of az, and with it old logins',
        ),
        ...(edit && { fix: { description: 'set useGlobalConfig to false', safe: false, edits: [edit] } }),
      }
    }
  },
}
