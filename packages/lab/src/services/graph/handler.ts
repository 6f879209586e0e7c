import type { Context, Hono } from 'hono'
import type { ServiceEnvironment } from '../../ground/caller.ts'
import type { GraphAccess } from '../../ground/graph-access.ts'
import { readBody } from '../../ground/http/read-body.ts'
import type { AccessToken } from '../bearer/access-token.ts'
import { type GraphAnswer, respond } from './answers.ts'
import { requireAccess, requireToken } from './authorize.ts'
import { fail, graphErrors } from './graph-error.ts'
import type { GraphPorts } from './ports.ts'

/** What the gateway has found out about a request is passed as Hono's bindings. */
export interface GraphEnvironment {
  Bindings: ServiceEnvironment
}

export type GraphApp = Hono<GraphEnvironment>

/** A request whose version and token are good, and whose client may do what it asks for. */
export interface GraphRequest {
  readonly raw: Request
  readonly url: string
  readonly version: string
  readonly token: AccessToken
  /** The keys in the path: of the object, and of the one below it. */
  readonly key: string
  readonly subKey: string
}

/** A JSON object. */
export type GraphBody = Readonly<Record<string, unknown>>

/** Makes the handler of a route for clients with this right. */
export type GraphRoute = (
  access: GraphAccess,
  handle: (request: GraphRequest) => GraphAnswer | Promise<GraphAnswer>,
) => (context: Context<GraphEnvironment>) => Promise<Response>

/** Both versions are the same here; the lab has nothing that is in `beta` alone. */
const VERSIONS = new Set(['v1.0', 'beta'])

export function createRoute(ports: GraphPorts): GraphRoute {
  return (access, handle) =>
    async ({ req }) => {
      const token = await requireToken(ports, req.raw)
      const version = req.param('version') ?? ''
      if (!VERSIONS.has(version)) fail(graphErrors.invalidVersion(version))
      requireAccess(ports, token, access)
      const [key = '', subKey = ''] = [req.param('key'), req.param('subKey')]
      return respond(ports, req.raw, await handle({ raw: req.raw, url: req.url, version, token, key, subKey }))
    }
}

/** Reads the body of a request as a JSON object. Fails with 400 or 413. */
export async function readObject({ raw }: GraphRequest): Promise<GraphBody> {
  const text = (await readBody(raw)) ?? fail(graphErrors.bodyTooLarge)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    fail(graphErrors.unreadableBody)
  }
  return isObject(value) ? value : fail(graphErrors.unreadableBody)
}

export function isObject(value: unknown): value is GraphBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
