/** A proxy through which there is no way, by what `code` says. */
export class TunnelError extends Error {
  override readonly name = 'TunnelError'
  /** `ERR_PROXY_AUTHENTICATION`: it asks for a user and a password; `ERR_PROXY_REFUSED`: it does not open this host; `ERR_PROXY_PROTOCOL`: it is neither http nor https. */
  readonly code: 'ERR_PROXY_AUTHENTICATION' | 'ERR_PROXY_REFUSED' | 'ERR_PROXY_FAILED' | 'ERR_PROXY_PROTOCOL'

  constructor(code: TunnelError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** What a proxy's answer to CONNECT, other than 200, means (RFC 9110 §9.3.6, §15.5.8). */
export function refusedTunnel(proxy: string, authority: string, status: number | undefined): TunnelError {
  const code =
    status === 407
      ? 'ERR_PROXY_AUTHENTICATION'
      : status !== undefined && status >= 400 && status < 500
        ? 'ERR_PROXY_REFUSED'
        : 'ERR_PROXY_FAILED'
  return new TunnelError(code, `the proxy at ${proxy} answered ${status ?? 'nothing'} to CONNECT ${authority}`)
}
