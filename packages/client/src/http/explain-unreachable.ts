import { ClientError, type ClientErrorCode, reasonOf } from '../errors.ts'

/** Node's codes of a certificate that is not trusted, or not the host's (Node.js documentation, "X509 certificate error codes"). */
const CERTIFICATE = /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_|INVALID_CA|HOSTNAME_MISMATCH)/
const CHECK_ALL =
  'Check the network, the proxy variables (HTTPS_PROXY, NO_PROXY) and the certificate authorities (NODE_EXTRA_CA_CERTS).'

/** Causes of a request without an answer that asking again does not cure, or seldom. */
const causes: readonly {
  readonly matches: (code: string) => boolean
  readonly mayPass: boolean
  readonly hint: string
}[] = [
  {
    matches: (code) => CERTIFICATE.test(code),
    mayPass: false,
    hint: 'Name the authority that signed it: NODE_EXTRA_CA_CERTS=FILE, or on an Azure Pipelines agent its own setting (--sslcacert).',
  },
  {
    matches: (code) => code === 'ERR_PROXY_AUTHENTICATION',
    mayPass: false,
    hint: 'The proxy asks for a user and a password: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with special letters percent-encoded.',
  },
  {
    matches: (code) => code === 'ERR_PROXY_REFUSED',
    mayPass: false,
    hint: 'The proxy does not let this host through: open it there, or name it in NO_PROXY.',
  },
  {
    matches: (code) => code === 'ERR_PROXY_PROTOCOL',
    mayPass: false,
    hint: 'Name a proxy that supports CONNECT, HTTPS_PROXY=http://HOST:PORT, or the host in NO_PROXY.',
  },
  {
    matches: (code) => code === 'ENOTFOUND',
    mayPass: true,
    hint: 'The name does not resolve here: check DNS, and the proxy variables (HTTPS_PROXY).',
  },
]

/** The error of a request to `what` that brought no answer, with what to do about it. */
export function explainUnreachable(code: ClientErrorCode, what: string, error: unknown): ClientError {
  const reason = reasonOf(error)
  const known = causes.find(({ matches }) => matches(codeOf(error)))
  return new ClientError(code, {
    message: `${what} could not be reached: ${reason}.`,
    hint: known?.hint ?? CHECK_ALL,
    data: known ? { mayPass: known.mayPass } : {},
    cause: error,
  })
}

function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  if (typeof code === 'string') return code
  return cause ? codeOf(cause) : ''
}
