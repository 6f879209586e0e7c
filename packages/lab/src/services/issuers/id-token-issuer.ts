import type { Clock, Instant } from '@mintwell/clock'
import { fingerprint } from '@mintwell/token'
import type { Project } from '../../directory/organizations.ts'
import type { ServiceConnection } from '../../directory/service-connections.ts'
import { AZURE_DEVOPS_APP_ID, type IssuingService, issuerOf, subjectOf } from '../../ground/federation.ts'
import type { Guid, MakeGuid } from '../../ground/guid.ts'
import { type Claims, signJwt } from '../../ground/keys/sign-jwt.ts'
import type { SigningKeys } from '../../ground/keys/signing-keys.ts'
import type { Emit, EventCaller, IdTokenIssued } from '../../ground/lab-event.ts'
import type { ByteSource } from '../../ground/random.ts'
import type { IdToken, MintChanges } from '../hooks/id-token.ts'
import type { ServiceHooks } from '../hooks/service-hooks.ts'
import {
  AZURE_DEVOPS_ID_TOKEN_LIFETIME_SECONDS,
  azureDevOpsIdTokenClaims,
  type PipelineFacts,
  pipelineTokenClaims,
} from './azure-devops-claims.ts'
import { ENTRA_ID_TOKEN_LIFETIME_SECONDS, entraIdTokenClaims } from './entra-claims.ts'
import type { RevocationHints } from './revocation-hint.ts'

/** The keys of both issuers. */
export type IssuerSigningKeys = Readonly<Record<IssuingService, SigningKeys>>

interface Ports {
  readonly clock: Clock
  readonly random: ByteSource
  readonly emit: Emit
  readonly keys: IssuerSigningKeys
  readonly hooks: ServiceHooks
  readonly guid: MakeGuid
  readonly hints: RevocationHints
}

/** Issues ID tokens for service connections and for pipelines, as the hooks have it, and tells of each. */
export class IdTokenIssuer {
  readonly #ports: Ports
  readonly #principals = new Map<Guid, Guid>()

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /** The token that the OIDC endpoint gives for a connection. */
  async issue(connection: ServiceConnection, caller: EventCaller | null): Promise<IdToken> {
    const at = this.#ports.clock.now()
    const minted: IdToken[] = []
    const token = await this.#ports.hooks.issueIdToken({ connection, at }, async (changes) => {
      const made = await this.#mint(connection, changes)
      minted.push(made)
      return made
    })
    this.#tell(token, { at, caller, connection, source: 'oidc', reissued: !minted.includes(token) })
    return token
  }

  /** The token that the service binds to a connection's endpoint when a job starts; undefined where it binds none, as without hooks. */
  async bind(connection: ServiceConnection, caller: EventCaller): Promise<IdToken | undefined> {
    const at = this.#ports.clock.now()
    const token = await this.#ports.hooks.bindIdToken({ connection, at }, (changes) => this.#mint(connection, changes))
    if (token) this.#tell(token, { at, caller, connection, source: 'late-bound', reissued: false })
    return token
  }

  /** A pipeline's own token, which no connection is behind. */
  async issueForPipeline(project: Project, pipeline: PipelineFacts, caller: EventCaller | null): Promise<IdToken> {
    const at = this.#ports.clock.now()
    const mintedAtSeconds = this.#mintSecond(at)
    const claims = pipelineTokenClaims({
      project,
      pipeline,
      mintedAtSeconds,
      lifetimeSeconds: AZURE_DEVOPS_ID_TOKEN_LIFETIME_SECONDS,
      random: this.#ports.random,
    })
    const token = await this.#sign('ado', claims, mintedAtSeconds)
    this.#tell(token, { at, caller, connection: undefined, source: 'oidc', reissued: false })
    return token
  }

  #mint(connection: ServiceConnection, changes: MintChanges = {}): Promise<IdToken> {
    const kind = changes.issuer ?? connection.issuerKind
    const own = kind === connection.issuerKind
    const mintedAtSeconds = this.#mintSecond(changes.mintedAt ?? this.#ports.clock.now())
    const token = {
      issuer: own ? connection.issuer : issuerOf(kind, connection),
      subject: own ? connection.subject : subjectOf(kind, connection),
      mintedAtSeconds,
      lifetimeSeconds: changes.lifetimeSeconds ?? connection.idTokenLifetimeSeconds ?? defaultLifetimeSeconds(kind),
      random: this.#ports.random,
      hints: this.#ports.hints,
      tenantId: connection.tenantId,
      principalId: this.#principal(connection.tenantId),
    }
    const claims = kind === 'entra' ? entraIdTokenClaims(token) : azureDevOpsIdTokenClaims(token)
    return this.#sign(kind, this.#ports.hooks.changeClaims(claims, connection), mintedAtSeconds)
  }

  async #sign(kind: IssuingService, claims: Claims, mintedAtSeconds: number): Promise<IdToken> {
    const key = await this.#ports.keys[kind].current()
    const compact = await signJwt(key, kind === 'ado' ? key.headers.x5tAndKid : key.headers.kid, claims)
    const second = (name: string) => Number(claims[name]) * 1_000
    return {
      compact,
      fingerprint: fingerprint(compact),
      issuerKind: kind,
      issuer: String(claims.iss),
      subject: String(claims.sub),
      audience: String(claims.aud),
      issuedAt: second('iat'),
      notBefore: second('nbf'),
      expiresAt: second('exp'),
      mintedAt: mintedAtSeconds * 1_000,
    }
  }

  #mintSecond(instant: Instant): number {
    return Math.floor((instant + this.#ports.hooks.issuerClockOffsetMs()) / 1_000)
  }

  /** The object id of Azure DevOps' own service principal in a tenant. */
  #principal(tenantId: Guid): Guid {
    const known = this.#principals.get(tenantId) ?? this.#ports.guid('service principal', tenantId, AZURE_DEVOPS_APP_ID)
    this.#principals.set(tenantId, known)
    return known
  }

  #tell(
    token: IdToken,
    issue: {
      readonly at: Instant
      readonly caller: EventCaller | null
      readonly connection: ServiceConnection | undefined
    } & Pick<IdTokenIssued, 'source' | 'reissued'>,
  ): void {
    const { at, caller, connection, source, reissued } = issue
    this.#ports.emit({
      kind: 'id-token-issued',
      at,
      caller,
      source,
      reissued,
      connection: connection?.name ?? null,
      connectionId: connection?.id ?? null,
      fingerprint: token.fingerprint,
      issuer: token.issuer,
      subject: token.subject,
      audience: token.audience,
      issuedAt: token.issuedAt,
      notBefore: token.notBefore,
      expiresAt: token.expiresAt,
      mintedAt: token.mintedAt,
    })
  }
}

function defaultLifetimeSeconds(kind: IssuingService): number {
  return kind === 'entra' ? ENTRA_ID_TOKEN_LIFETIME_SECONDS : AZURE_DEVOPS_ID_TOKEN_LIFETIME_SECONDS
}
