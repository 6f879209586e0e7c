/** One form of a secret: how it is recognised in a text. The first group, where there is one, stays. */
export interface SecretForm {
  readonly name: string
  /** Global. All repetition is bounded, so that time is linear in the text. */
  readonly pattern: RegExp
}

/**
 * What no output may have, although a log had it unmasked. Sources: Microsoft Learn, "Regular expressions of secrets" and "PAT format" (52 characters, or 84 with AZDO before the last four);
 * AWS' documentation of access keys; GitHub's of token prefixes; RFC 7617 and RFC 6750 for headers.
 */
export const secretForms: readonly SecretForm[] = [
  {
    name: 'a token',
    pattern: /\be[wy][A-Za-z0-9_-]{8,16384}\.e[wy][A-Za-z0-9_-]{2,16384}(?:\.[A-Za-z0-9_-]{0,16384}){0,3}/g,
  },
  {
    name: 'an authorization header',
    pattern:
      /((?:authorization["']?\s{0,4}[:=]\s{0,4}["']?)?\b(?:bearer|basic)\s{1,4})(?=[A-Za-z._~+/=-]{0,400}\d)[A-Za-z0-9._~+/=-]{16,8192}/gi,
  },
  { name: 'a personal access token', pattern: /\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b/g },
  { name: 'a personal access token', pattern: /((?:pat|token)["']?\s{0,4}[:=]\s{0,4}["']?)[a-z2-7]{52}\b/gi },
  { name: 'a client secret', pattern: /\b[A-Za-z0-9_.~-]{3}\dQ~[A-Za-z0-9_.~-]{31,34}/g },
  {
    name: 'a password',
    pattern:
      /((?:password|passwd|client_?secret|secret_?key|accountkey|sharedaccesskey|access_?key|api_?key|private_?token)["']?\s{0,4}[:=]\s{0,4}["']?)(?!\*{3})[^\s"'&;,<>]{4,1024}/gi,
  },
  { name: 'a signature', pattern: /([?&]sig=)(?!\*{3})[A-Za-z0-9%+/=]{16,256}/gi },
  { name: 'a password in an address', pattern: /(:\/\/[^\s/:@]{0,128}:)(?!\*{3}@)[^\s/@]{1,512}(?=@)/g },
  { name: 'an AWS key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { name: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255})/g },
  { name: 'a private key', pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/g },
]
