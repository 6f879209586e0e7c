import { readBody } from './read-body.ts'

/** A request as a service reads it, whatever carried it: the fetch API in process, or a connection of the gateway. */
export interface ServiceRequest {
  readonly method: string
  /** Absolute. */
  readonly url: string
  header(name: string): string | null
  /** The body as text; undefined when it is larger than the limit or the client went away. */
  body(): Promise<string | undefined>
}

/** A request of the fetch API. */
export function serviceRequest(request: Request): ServiceRequest {
  return {
    method: request.method,
    url: request.url,
    header: (name) => request.headers.get(name),
    body: () => readBody(request),
  }
}
