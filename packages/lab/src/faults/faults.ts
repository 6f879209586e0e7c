import type { Clock, Instant } from '@mintwell/clock'
import type { Application } from '../directory/applications.ts'
import type { FederatedCredential } from '../directory/federated-credentials.ts'
import type { ServiceConnection } from '../directory/service-connections.ts'
import { LabError } from '../ground/errors.ts'
import type { IssuingService } from '../ground/federation.ts'
import type { FetchedDocument, HttpAnswer } from '../ground/http/answer.ts'
import type { Claims } from '../ground/keys/sign-jwt.ts'
import type { SigningKey } from '../ground/keys/signing-keys.ts'
import type { Emit } from '../ground/lab-event.ts'
import type { IdToken, IssueRequest, Mint } from '../services/hooks/id-token.ts'
import type {
  FederationPolicy,
  OidcTokenAnswer,
  OidcTokenRequest,
  RestIntervention,
  ServiceHooks,
  TokenEndpointRequest,
} from '../services/hooks/service-hooks.ts'
import type { FaultChoice } from './fault.ts'
import type { FaultHooks } from './fault-hooks.ts'
import { parseFault } from './parse-fault.ts'

interface ActiveFault {
  readonly choice: FaultChoice
  readonly hooks: FaultHooks
}

/** The faults of a lab that are on. They can be switched while the lab runs; the services ask here at every point where a fault can take hold. */
export class Faults implements ServiceHooks {
  readonly #clock: Clock
  readonly #emit: Emit
  readonly #listeners: (() => void)[] = []
  #active: readonly ActiveFault[] = []

  constructor(ports: { readonly clock: Clock; readonly emit: Emit }) {
    this.#clock = ports.clock
    this.#emit = ports.emit
  }

  /** Switches a fault on, as text or as {@link parseFault} read it; one of the same name is replaced. Throws what `parseFault` throws. */
  switchOn(fault: string | FaultChoice): void {
    const choice = typeof fault === 'string' ? parseFault(fault) : fault
    const hooks = choice.fault.create(choice.values, { clock: this.#clock })
    const others = this.#active.filter((active) => active.choice.fault.name !== choice.fault.name)
    this.#change([...others, { choice, hooks }], choice.fault.name, true)
  }

  /** Switches a fault off by name. Throws `ERR_FAULT_NOT_ON`, or `ERR_FAULT_UNKNOWN` where there is none of that name. */
  switchOff(name: string): void {
    const left = this.#active.filter((active) => active.choice.fault.name !== name)
    if (left.length === this.#active.length) {
      parseFault(name)
      throw new LabError('ERR_FAULT_NOT_ON', {
        fault: name,
        on: this.#active.map((active) => active.choice.fault.name),
      })
    }
    this.#change(left, name, false)
  }

  /** The faults that are on, in the order in which they were switched on. */
  active(): readonly FaultChoice[] {
    return this.#active.map(({ choice }) => choice)
  }

  /** Calls `listener` after every change: a service drops what it has cached, so that a fault shows at once. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  issueIdToken(request: IssueRequest, mint: Mint): Promise<IdToken> {
    const outermost = this.#active.reduceRight<Mint>((next, { hooks }) => {
      if (!hooks.issueIdToken) return next
      return (changes) => hooks.issueIdToken?.(request, (more) => next({ ...changes, ...more })) ?? next(changes)
    }, mint)
    return outermost()
  }

  async bindIdToken(request: IssueRequest, mint: Mint): Promise<IdToken | undefined> {
    for (const { hooks } of this.#active) {
      const token = await hooks.bindIdToken?.(request, mint)
      if (token) return token
    }
    return undefined
  }

  jobVariables(): Readonly<Record<string, string>> {
    return Object.assign({}, ...this.#active.map(({ hooks }) => hooks.jobVariables ?? {}))
  }

  changeClaims(claims: Claims, connection: ServiceConnection): Claims {
    return this.#active.reduce((changed, { hooks }) => hooks.changeClaims?.(changed, connection) ?? changed, claims)
  }

  issuerClockOffsetMs(): number {
    return this.#active.reduce((sum, { hooks }) => sum + (hooks.issuerClockOffsetMs?.() ?? 0), 0)
  }

  async answerOidcToken(request: OidcTokenRequest): Promise<OidcTokenAnswer | undefined> {
    for (const { hooks } of this.#active) {
      const answer = await hooks.answerOidcToken?.(request)
      if (answer !== undefined) return answer
    }
    return undefined
  }

  async answerTokenEndpoint(request: TokenEndpointRequest): Promise<HttpAnswer | undefined> {
    for (const { hooks } of this.#active) {
      const answer = await hooks.answerTokenEndpoint?.(request)
      if (answer !== undefined) return answer
    }
    return undefined
  }

  interveneRest(): RestIntervention {
    const said = this.#active.flatMap(({ hooks }) => hooks.interveneRest?.() ?? [])
    const answer = said.find((each) => each.answer)?.answer
    return { ...(answer ? { answer } : {}), headers: Object.assign({}, ...said.map(({ headers }) => headers ?? {})) }
  }

  hidesAuthorization(): boolean {
    return this.#active.some(({ hooks }) => hooks.hidesAuthorization === true)
  }

  answerDocument(url: string): FetchedDocument | undefined {
    for (const { hooks } of this.#active) {
      const document = hooks.answerDocument?.(url)
      if (document) return document
    }
    return undefined
  }

  viewCredentials(application: Application, at: Instant): readonly FederatedCredential[] {
    return this.#active.reduce(
      (view, { hooks }) => hooks.viewCredentials?.(application, view, at) ?? view,
      application.federatedCredentials,
    )
  }

  federationPolicy(): FederationPolicy | undefined {
    for (const { hooks } of this.#active) {
      const policy = hooks.federationPolicy?.()
      if (policy) return policy
    }
    return undefined
  }

  viewPublishedKeys(issuer: IssuingService, keys: readonly SigningKey[]): readonly SigningKey[] {
    return this.#active.reduce((view, { hooks }) => hooks.viewPublishedKeys?.(issuer, view) ?? view, keys)
  }

  #change(active: readonly ActiveFault[], fault: string, on: boolean): void {
    this.#active = active
    for (const listener of this.#listeners) listener()
    this.#emit({ kind: 'fault-switched', at: this.#clock.now(), fault, on })
  }
}
