import { UsageError } from '../verb.ts'
import { type FileSettings, SettingsError } from './settings.ts'

/** A public host name, in full: labels of letters, digits and hyphens (RFC 1123, section 2.1; `_` as some services have it). */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i

/**
 * Where public host names lead instead: those of `mintwell.yml`, then those of `--route HOST=URL`, which win. Host and path of a request are kept, so a
 * URL with a path of its own, a query or a user could only be misread. Throws SettingsError and UsageError, which name the part that cannot be used.
 *
 * @example
 * readRoutes({}, ['devstoreaccount1.blob.core.windows.net=https://127.0.0.1:10000'])
 */
export function readRoutes(settings: FileSettings, given: readonly string[]): ReadonlyMap<string, URL> {
  const routes = new Map<string, URL>()
  for (const [host, url] of Object.entries(settings.routes ?? {})) {
    const problem = problemOf(host, url)
    if (problem) throw new SettingsError(`mintwell.yml: routes.${host}: ${problem}`)
    routes.set(host.toLowerCase(), new URL(url))
  }
  for (const text of given) {
    const equals = text.indexOf('=')
    if (equals < 1)
      throw new UsageError(`--route takes HOST=URL, such as example.com=https://127.0.0.1:8443, not '${text}'.`)
    const [host, url] = [text.slice(0, equals), text.slice(equals + 1)]
    const problem = problemOf(host, url)
    if (problem) throw new UsageError(`--route ${host}: ${problem}`)
    routes.set(host.toLowerCase(), new URL(url))
  }
  return routes
}

/** What is wrong with a route; undefined when it is good. */
function problemOf(host: string, url: string): string | undefined {
  if (host.includes('*')) return 'a route is for one host name; give one for each, without a wildcard.'
  if (!HOST_NAME.test(host)) return 'this is not a host name: write it alone, without https://, port or path.'
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return `'${url}' is not a URL with https: or http:, such as https://127.0.0.1:8443.`
  const { username, password, pathname, search, hash } = new URL(url)
  if (username !== '' || password !== '') return 'the URL names a user or a password, which would not be sent.'
  if (pathname !== '/' || search !== '' || hash !== '')
    return `a request keeps its own path, so '${pathname}${search}${hash}' would be dropped; give scheme, host and port alone.`
  return undefined
}
