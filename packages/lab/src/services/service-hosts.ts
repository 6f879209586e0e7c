import type { FindService, Service } from '../ground/http/service.ts'
import type { HostedService, ServiceApp } from './service-list.ts'

/** A service as it is found: as an app, and as a gateway takes it. */
interface Found {
  readonly app: ServiceApp
  readonly service: Service
}

/** The services of a lab by the host names that lead to them: in whatever case, with or without a port. */
export class ServiceHosts {
  readonly #byName = new Map<string, Found>()
  readonly #byForm: (readonly [RegExp, Found])[] = []
  /** The name that each service is known by. */
  readonly names: string[] = []

  add(services: readonly HostedService[]): void {
    for (const { hosts, alsoServes, app, direct } of services) {
      const answer: Service = (request, environment) => app.fetch(request, environment)
      const found = { app, service: direct ? Object.assign(answer, { direct }) : answer }
      for (const host of hosts) this.#byName.set(host, found)
      if (alsoServes) this.#byForm.push([alsoServes, found])
      this.names.push(...hosts.slice(0, 1))
    }
  }

  /** The app behind a host; undefined where there is none. */
  readonly app = (host: string): ServiceApp | undefined => this.#find(host)?.app

  /** The same as a gateway takes it, with the short cuts. */
  readonly service: FindService = (host) => this.#find(host)?.service

  #find(host: string): Found | undefined {
    const name = host.toLowerCase().replace(/:\d+$/, '')
    return this.#byName.get(name) ?? this.#byForm.find(([form]) => form.test(name))?.[1]
  }
}
