import type { Project } from '../../directory/organizations.ts'
import { azureDevOpsIssuer, EXCHANGE_AUDIENCE } from '../../ground/federation.ts'
import { guidOf } from '../../ground/guid.ts'
import type { Claims } from '../../ground/keys/sign-jwt.ts'
import type { ByteSource } from '../../ground/random.ts'

/** From the moment of issue to `exp`: ten minutes (azure-powershell#24304; samples of 2025 show five). */
export const AZURE_DEVOPS_ID_TOKEN_LIFETIME_SECONDS = 600

/** The claims of an ID token that Azure DevOps itself issues for a connection, in the order of public samples. `nbf` and `iat` are the moment of issue. */
export function azureDevOpsIdTokenClaims(token: {
  readonly issuer: string
  readonly subject: string
  readonly mintedAtSeconds: number
  readonly lifetimeSeconds: number
  readonly random: ByteSource
}): Claims {
  return {
    jti: guidOf(token.random.bytes(16)),
    sub: token.subject,
    aud: EXCHANGE_AUDIENCE,
    iss: token.issuer,
    ...times(token),
  }
}

/** What a pipeline's own token tells of the run. */
export interface PipelineFacts {
  readonly name: string
  readonly definitionId: number
  readonly runId: number
  readonly repository: { readonly id: string; readonly uri: string; readonly version: string; readonly ref: string }
}

/** The claims of a pipeline's own token (asked for without a connection), in the order of a public sample (sigstore/fulcio#1803). */
export function pipelineTokenClaims(token: {
  readonly project: Project
  readonly pipeline: PipelineFacts
  readonly mintedAtSeconds: number
  readonly lifetimeSeconds: number
  readonly random: ByteSource
}): Claims {
  const { project, pipeline } = token
  return {
    jti: guidOf(token.random.bytes(16)),
    sub: `p://${project.organization.name}/${project.name}/${pipeline.name}`,
    aud: EXCHANGE_AUDIENCE,
    org_id: project.organization.id,
    prj_id: project.id,
    def_id: String(pipeline.definitionId),
    rpo_id: pipeline.repository.id,
    rpo_uri: pipeline.repository.uri,
    rpo_ver: pipeline.repository.version,
    rpo_ref: pipeline.repository.ref,
    run_id: String(pipeline.runId),
    iss: azureDevOpsIssuer(project.organization.id),
    ...times(token),
  }
}

function times(token: { readonly mintedAtSeconds: number; readonly lifetimeSeconds: number }): Claims {
  return { nbf: token.mintedAtSeconds, exp: token.mintedAtSeconds + token.lifetimeSeconds, iat: token.mintedAtSeconds }
}
