import type { TaskOutcome } from '@mintwell/azure-cli'
import { publishArtifact } from '../job/publish-artifact.ts'
import type { Attempt } from '../job/step-run.ts'
import type { BuiltInRun } from './built-in-run.ts'
import { failed, succeeded } from './outcomes.ts'

const NO_SHARE =
  'Publishing artifacts from a Linux or macOS agent to a file share is not supported; here artifacts are kept with the run only.'

/** PublishPipelineArtifact@1 and `publish:`: a file or folder as an artifact of the run, once. */
export async function runPublishPipelineArtifact({ host, attempt }: BuiltInRun): Promise<TaskOutcome> {
  if (host.input('artifactType').toLowerCase() === 'filepath') return failed(NO_SHARE)
  const name = host.input('artifactName') || jobIdentifier(attempt)
  const build = attempt.job.variables.get('Build.BuildId')?.value ?? ''
  if (attempt.job.ports.store.filesOf(name)) return failed(`Artifact ${name} already exists for build ${build}.`)
  return outcomeOf(publishArtifact(attempt, name, host.input('path')))
}

/** PublishBuildArtifacts@1: as above; what has the name already is added to. */
export async function runPublishBuildArtifacts({ host, attempt }: BuiltInRun): Promise<TaskOutcome> {
  if (host.input('ArtifactType').toLowerCase() === 'filepath') return failed(NO_SHARE)
  return outcomeOf(publishArtifact(attempt, host.input('ArtifactName'), host.input('PathtoPublish')))
}

/** The name of an artifact that is given none: the job's own identifier. */
function jobIdentifier({ job, identity }: Attempt): string {
  return job.variables.get('System.JobIdentifier')?.value ?? `${identity.stage}.${identity.job}`
}

function outcomeOf(problem: string | undefined): TaskOutcome {
  return problem === undefined ? succeeded : failed(problem)
}
