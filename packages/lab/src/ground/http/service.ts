import type { ServiceEnvironment } from '../caller.ts'
import type { FindDirect } from './direct.ts'

/** A service of the lab: a function from request to response, as Hono's `app.fetch` is; some have a short cut for the requests that come most often. */
export interface Service {
  (request: Request, environment: ServiceEnvironment): Response | Promise<Response>
  readonly direct?: FindDirect
}

/** Finds the service behind a host name, in whatever case and with or without a port; undefined where the lab has none. */
export type FindService = (host: string) => Service | undefined
