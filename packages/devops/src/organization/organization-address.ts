import { DevOpsError } from '../errors.ts'

/** Where an organization is read. */
export interface OrganizationAddress {
  readonly name: string
  /** Such as `https://dev.azure.com/contoso`, without a slash at the end. The token is sent to this host alone. */
  readonly url: string
}

/** Where any organization has a folder. */
const SERVICE = 'https://dev.azure.com'
/** A name of an organization, without what would lead elsewhere in an address (Microsoft Learn, "Naming restrictions": letters, digits, hyphens, at most 50). */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._ -]{0,63}$/

/**
 * Reads the name of an organization, or its address: `https://dev.azure.com/NAME`, `https://NAME.visualstudio.com`, a server's `https://HOST/COLLECTION`. Plain http is taken
 * on this machine alone, where a lab may be.
 *
 * @throws DevOpsError `ERR_DEVOPS_ORGANIZATION`
 * @example organizationAddress('contoso') // {name: 'contoso', url: 'https://dev.azure.com/contoso'}
 */
export function organizationAddress(text: string): OrganizationAddress {
  const given = text.trim()
  if (NAME.test(given)) return { name: given, url: `${SERVICE}/${encodeURIComponent(given)}` }
  if (!/^https?:\/\//i.test(given) || !URL.canParse(given)) return refuse(text)
  const url = new URL(given)
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !isLocal) return refuse(text)
  if (url.username !== '' || url.password !== '') return refuse(text)
  if (url.origin !== SERVICE && (url.search !== '' || url.hash !== '')) return refuse(text)
  // Whoever copies an address has that of a project or a page behind it.
  const path = url.origin === SERVICE ? (/^\/[^/]+/.exec(url.pathname)?.[0] ?? '') : url.pathname.replace(/\/+$/, '')
  const name =
    path.split('/').findLast((part) => part !== '') ?? /^([^.]+)\.visualstudio\.com$/i.exec(url.hostname)?.[1]
  if (name === undefined) return refuse(text)
  return { name: decode(name), url: `${url.origin}${path}` }
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function refuse(text: string): never {
  throw new DevOpsError('ERR_DEVOPS_ORGANIZATION', {
    message: `'${text.replace(/\/\/[^/@]*@/, '//***@').slice(0, 120)}' is not an organization.`,
    hint: 'Give its name, or its address without a user in it, such as https://dev.azure.com/contoso.',
  })
}
