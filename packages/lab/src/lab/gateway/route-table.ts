import type { FindService, Service } from '../../ground/http/service.ts'

/** Where a public host name leads: a service of the lab, a service of the user's own on loopback, the real network, or nowhere. */
export type Route =
  | { readonly kind: 'service'; readonly service: Service }
  | { readonly kind: 'upstream'; readonly origin: URL }
  | { readonly kind: 'through' }
  | { readonly kind: 'refused' }

/** What leads out of the lab. */
export interface OutsideRoutes {
  /** Public hosts that lead to a service of the user's own. */
  readonly upstreams?: ReadonlyMap<string, URL>
  /** Public hosts that are opened, as {@link hostMatches} reads them. */
  readonly allowedHosts?: readonly string[]
}

export interface RouteTable {
  route(host: string): Route
}

/** Does `host` match an `--allow-host` pattern: the name itself, or `*.example.com` for what is below it? */
export function hostMatches(host: string, pattern: string): boolean {
  const name = host.toLowerCase()
  const wanted = pattern.toLowerCase()
  return wanted.startsWith('*.') ? name.endsWith(wanted.slice(1)) : name === wanted
}

/**
 * The one place that decides what a program in the lab reaches: the user's routes first, then the lab's services, then what was opened, then nothing.
 */
export function createRouteTable(options: OutsideRoutes & { readonly service: FindService }): RouteTable {
  return {
    route(host) {
      const name = host.toLowerCase()
      const origin = options.upstreams?.get(name)
      if (origin) return { kind: 'upstream', origin }
      const service = options.service(name)
      if (service) return { kind: 'service', service }
      if (options.allowedHosts?.some((pattern) => hostMatches(name, pattern))) return { kind: 'through' }
      return { kind: 'refused' }
    },
  }
}
