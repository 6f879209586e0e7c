import type { Context, Hono } from 'hono'
import type { Subscription } from '../../directory/subscriptions.ts'
import type { ServiceEnvironment } from '../../ground/caller.ts'
import { type ArmAnswer, respond } from './answers.ts'
import { armErrors, fail } from './arm-error.ts'
import { requireSubscription, requireToken } from './authorize.ts'
import { armPath } from './path.ts'
import type { ArmPorts } from './ports.ts'
import { checkVersion } from './providers.ts'
import type { ArmRequest } from './request.ts'

/** What the gateway has found out about a request is passed as Hono's bindings. */
export interface ArmEnvironment {
  Bindings: ServiceEnvironment
}

export type ArmApp = Hono<ArmEnvironment>

type Handler = (context: Context<ArmEnvironment>) => Promise<Response>
type Answered = ArmAnswer | Promise<ArmAnswer>

/** Makes handlers of routes: what they are given has passed the checks that every request has to pass. */
export interface Handlers {
  /** For a client with a good token. */
  authorized(handle: (request: ArmRequest) => Answered): Handler
  /** For a client that may do `action` in the subscription of the path. */
  inSubscription(action: string, handle: (request: ArmRequest, subscription: Subscription) => Answered): Handler
}

/** The checks in the order of the real service: version, token, subscription. */
export function createHandlers(ports: ArmPorts): Handlers {
  const authorized: Handlers['authorized'] =
    (handle) =>
    async ({ req: { raw } }) => {
      const version = new URL(raw.url).searchParams.get('api-version') || fail(armErrors.missingApiVersion)
      checkVersion(version)
      const path = armPath(raw.url)
      const token = await requireToken(ports, raw, path.subscriptionId)
      return respond(ports, raw, await handle({ raw, path, version, token }))
    }
  return {
    authorized,
    inSubscription: (action, handle) =>
      authorized((request) => {
        const { token, path } = request
        return handle(request, requireSubscription(ports, token, path.subscriptionId ?? '', action))
      }),
  }
}
