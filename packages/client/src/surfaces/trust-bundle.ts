import type { Environment } from '../environment.ts'
import type { SurfaceDirectory, SurfaceFiles } from './surface-directory.ts'

/** Where systems keep their roots in one file: Debian and Alpine, Fedora, openSUSE, macOS and BSD. */
const SYSTEM_ROOTS = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** Variables that name all roots that a program has: OpenSSL and Go, Python's requests and az, curl. */
const WHOLE = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'] as const

/**
 * Makes the command's programs trust the local endpoint beside what they trusted before: for each variable a file with what it named (or the system's roots) and
 * our authority. Node's variable adds to its own roots, so its file has only what was there and ours.
 *
 * @param ownRoots Node's built-in roots as PEM, for systems without a file of roots
 */
export function trustEnvironment(
  authorityPem: string,
  env: Environment,
  directory: SurfaceDirectory,
  files: SurfaceFiles,
  ownRoots: () => string,
): Readonly<Record<string, string>> {
  const added: Record<string, string> = {}
  const bundles = new Map<string, string>()
  const bundle = (key: string, before: () => string) => {
    const known = bundles.get(key)
    if (known) return known
    const text = `${before().trimEnd()}\n${authorityPem}`.trimStart()
    const path = directory.write(`ca-${bundles.size + 1}.pem`, text)
    bundles.set(key, path)
    return path
  }
  const systemRoots = () =>
    SYSTEM_ROOTS.map((path) => files.read(path)).find((text) => text !== undefined) ?? ownRoots()
  for (const name of WHOLE) {
    const before = env[name]
    added[name] = bundle(before ?? '', () => (before ? files.read(before) : undefined) ?? systemRoots())
  }
  const node = env.NODE_EXTRA_CA_CERTS
  added.NODE_EXTRA_CA_CERTS = bundle(`node ${node ?? ''}`, () => (node ? files.read(node) : undefined) ?? '')
  return added
}

/** `NO_PROXY` with the loopback in it, in both cases of letters, because programs read either. Nothing where no proxy is named. */
export function withoutProxy(env: Environment): Readonly<Record<string, string>> {
  const named = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'].some(
    (name) => env[name],
  )
  if (!named) return {}
  const parts = (env.no_proxy ?? env.NO_PROXY ?? '').split(',').map((part) => part.trim())
  const value = [...new Set([...parts, 'localhost', '127.0.0.1'])].filter((part) => part !== '').join(',')
  return { NO_PROXY: value, no_proxy: value }
}
