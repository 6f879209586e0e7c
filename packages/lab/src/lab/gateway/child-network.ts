import type { Trust } from './trust.ts'

/** Names and addresses that a child reaches without the proxy: the lab's own `https://localhost:PORT`, and servers that the steps start. */
const DIRECT = 'localhost,127.0.0.1,::1'

/**
 * Java reads no variables for proxies, and takes no credentials from properties: whom it connects for is learned from its environment ({@link peerEnvironment}). The
 * quotes are for paths with spaces (the JVM's own rule).
 */
function javaOptions(proxyPort: number, keyStore: string): string {
  const hosts = ['https', 'http'].flatMap((scheme) => [
    `-D${scheme}.proxyHost=127.0.0.1`,
    `-D${scheme}.proxyPort=${proxyPort}`,
  ])
  const store = [`"-Djavax.net.ssl.trustStore=${keyStore}"`, '-Djavax.net.ssl.trustStoreType=JKS']
  return [...hosts, '-Dhttp.nonProxyHosts=localhost|127.*|[::1]', ...store].join(' ')
}

/**
 * The variables that lead a child's programs through the gateway and make them trust it. In both cases of letters, because curl reads `http_proxy` only in lower case, and Windows programs
 * read upper case (measured: curl, Python requests, Go, Node 24; on Node 20 `fetch` needs the hook).
 */
export function networkEnvironment(options: {
  readonly proxyPort: number
  readonly user: string
  readonly secret: string
  readonly trust: Trust
  /** A module for `node --require` that gives `fetch` the proxy where Node does not do so itself. */
  readonly nodeHook?: string
}): Record<string, string> {
  const proxy = `http://${options.user}:${options.secret}@127.0.0.1:${options.proxyPort}`
  const bundle = options.trust.bundleFile
  return {
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
    https_proxy: proxy,
    NO_PROXY: DIRECT,
    no_proxy: DIRECT,
    SSL_CERT_FILE: bundle,
    CURL_CA_BUNDLE: bundle,
    REQUESTS_CA_BUNDLE: bundle,
    AWS_CA_BUNDLE: bundle,
    NODE_EXTRA_CA_CERTS: options.trust.authorityFile,
    GIT_SSL_CAINFO: bundle,
    PERL_LWP_SSL_CA_FILE: bundle,
    PERL_LWP_ENV_PROXY: '1',
    WGETRC: options.trust.wgetConfigurationFile,
    JAVA_TOOL_OPTIONS: javaOptions(options.proxyPort, options.trust.keyStoreFile),
    NODE_USE_ENV_PROXY: '1',
    ...(options.nodeHook ? { NODE_OPTIONS: `--require ${JSON.stringify(options.nodeHook)}` } : {}),
  }
}
