import type { Project } from '../../directory/organizations.ts'
import type { PipelineFacts } from '../issuers/azure-devops-claims.ts'

/** What a job is, as far as its variables say. */
export interface JobFacts {
  readonly project: Project
  readonly pipeline: PipelineFacts
  readonly planId: string
  readonly jobId: string
  readonly timelineId: string
  readonly stage: string
  readonly job: string
  readonly attempt: number
}
