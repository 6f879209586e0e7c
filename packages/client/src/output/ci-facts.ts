import type { Handover } from '@mintwell/token'
import type { Environment } from '../environment.ts'
import type { IdTokenSource } from '../sources/id-token-source.ts'

/** Which step of which run this is, from the CI's own variables; null where there is no such thing. */
export function describeStep(env: Environment, source: Pick<IdTokenSource, 'name' | 'subject'>): Handover {
  const attempt = Number(env.SYSTEM_JOBATTEMPT ?? env.GITHUB_RUN_ATTEMPT ?? 1)
  const read = (...names: readonly string[]) => names.map((name) => env[name]).find((value) => value) ?? null
  return {
    run: read('BUILD_BUILDID', 'GITHUB_RUN_ID', 'CI_PIPELINE_ID'),
    stage: read('SYSTEM_STAGENAME', 'GITHUB_WORKFLOW', 'CI_JOB_STAGE'),
    job: read('SYSTEM_JOBNAME', 'GITHUB_JOB', 'CI_JOB_NAME'),
    attempt: Number.isInteger(attempt) && attempt > 0 ? attempt : 1,
    step: read('SYSTEM_TASKDISPLAYNAME', 'GITHUB_ACTION'),
    connection: source.name === 'azure-pipelines' ? source.subject : null,
    source: source.name,
  }
}

/** Where the CI expects temporary files of a step: it empties these itself when the job ends. */
export function temporaryDirectory(env: Environment, fallback: string): string {
  return env.AGENT_TEMPDIRECTORY || env.RUNNER_TEMP || fallback
}
