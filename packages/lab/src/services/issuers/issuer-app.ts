import type { Clock } from '@mintwell/clock'
import { Hono } from 'hono'
import type { Organizations } from '../../directory/organizations.ts'
import { AZURE_DEVOPS_ISSUER_HOST, azureDevOpsIssuer } from '../../ground/federation.ts'
import { toResponse } from '../../ground/http/answer.ts'
import { jwksOf } from '../../ground/keys/jwks.ts'
import type { SigningKeys } from '../../ground/keys/signing-keys.ts'
import type { Emit } from '../../ground/lab-event.ts'
import type { ServiceHooks } from '../hooks/service-hooks.ts'

/** The documents of Azure DevOps' issuer, for the host `vstoken.dev.azure.com`. Its keys are those of all organizations (teleport RFD 0211). */
export function createIssuerApp(ports: {
  readonly clock: Clock
  readonly emit: Emit
  readonly organizations: Organizations
  readonly keys: SigningKeys
  readonly hooks: ServiceHooks
}): Hono {
  const { clock, emit, organizations, keys, hooks } = ports
  const app = new Hono()
  const json = (document: unknown) =>
    toResponse(
      { status: 200, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body: JSON.stringify(document) },
      clock.now(),
    )
  const missing = () => toResponse({ status: 404, headers: {}, body: null }, clock.now())

  app.get('/:organizationId/.well-known/openid-configuration', (context) => {
    const organization = organizations.find(context.req.param('organizationId'))
    return organization ? json(discoveryDocument(organization.id)) : missing()
  })
  app.get('/.well-known/jwks', async () =>
    json(jwksOf(hooks.viewPublishedKeys('ado', await keys.published()), { members: { alg: 'RS256' } })),
  )
  app.notFound(missing)
  app.onError((error) => {
    emit({ kind: 'service-failed', at: clock.now(), service: 'issuer', message: error.message })
    return toResponse({ status: 500, headers: {}, body: null }, clock.now())
  })
  return app
}

/** As the real one is written (teleport RFD 0211). */
function discoveryDocument(organizationId: string): object {
  return {
    issuer: azureDevOpsIssuer(organizationId),
    jwks_uri: `https://${AZURE_DEVOPS_ISSUER_HOST}/.well-known/jwks`,
    subject_types_supported: ['public', 'pairwise'],
    response_types_supported: ['id_token'],
    claims_supported: ['sub', 'aud', 'exp', 'iat', 'iss', 'nbf'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid'],
  }
}
