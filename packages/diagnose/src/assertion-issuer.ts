/** Who issued an assertion of which only the times are known. */
export type AssertionIssuer = 'entra' | 'azure-devops' | 'github' | 'kubernetes' | 'unknown'

/** An issuer, and what it is concluded from. */
export interface IssuerGuess {
  readonly kind: AssertionIssuer
  readonly evidence: string
}

/** By how much a window may differ: some texts show 9:59 for 10 minutes. */
const WINDOW_TOLERANCE_SECONDS = 2

/**
 * The windows, `exp - nbf` in seconds, that issuers are known by: Entra [teleport RFD 0211 and the report of Microsoft Q&A 5866363],
 * Azure DevOps [dotnet/docker-tools#1310; `nbf` = `iat` - 600 in samples of 2024 and 2025], GitHub [Azure/login#180, #372], Kubernetes [azure-workload-identity].
 */
const WINDOWS: readonly (readonly [seconds: number, kind: AssertionIssuer, evidence: string])[] = [
  [86_700, 'entra', 'a window of 86,700 s is that of a token issued by Entra: 24 h, begun 5 min before it was minted'],
  [
    600,
    'azure-devops',
    'a window of 10 min is that of the Azure DevOps issuer (and of an assertion that MSAL signs with a certificate)',
  ],
  [900, 'azure-devops', 'a window of 15 min is one of the Azure DevOps issuer (10 min before iat, 5 min after)'],
  [1_200, 'azure-devops', 'a window of 20 min is one of the Azure DevOps issuer (10 min before iat, 10 min after)'],
  [300, 'github', 'a window of 5 min is that of GitHub Actions'],
  [
    3_600,
    'kubernetes',
    'a window of 1 h is the default of a Kubernetes service account token; other issuers use it too',
  ],
]

/** Short windows that several issuers have had: here a host that the text names decides. */
const AMBIGUOUS_SECONDS = [300, 600, 900, 1_200]
const HOSTS: readonly (readonly [host: string, kind: AssertionIssuer])[] = [
  ['vstoken.dev.azure.com', 'azure-devops'],
  ['token.actions.githubusercontent.com', 'github'],
]

/** Concludes the issuer from the window of an assertion, and from the issuers' hosts that the text names where the window is that of several. */
export function guessIssuer(windowSeconds: number | null, text: string): IssuerGuess {
  if (windowSeconds === null) {
    return { kind: 'unknown', evidence: 'without both its beginning and its end the issuer cannot be told' }
  }
  const near = (seconds: number) => Math.abs(seconds - windowSeconds) <= WINDOW_TOLERANCE_SECONDS
  const named = HOSTS.find(([host]) => AMBIGUOUS_SECONDS.some(near) && text.includes(host))
  if (named) return { kind: named[1], evidence: `the text names ${named[0]}, and the window fits` }
  const [, kind, evidence] = WINDOWS.find(([seconds]) => near(seconds)) ?? []
  if (kind && evidence) return { kind, evidence }
  return { kind: 'unknown', evidence: `a window of ${windowSeconds} s is that of no issuer known here` }
}
