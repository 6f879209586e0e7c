import type { Speaker } from '../speakers/speakers.ts'

/** Who issued an assertion of which only the times are known; `client` made and signed it itself, with a certificate. */
export type AssertionIssuer = 'entra' | 'azure-devops' | 'github' | 'gitlab' | 'kubernetes' | 'client' | 'unknown'

/** An issuer, how sure it is, and what it is concluded from. */
export interface IssuerGuess {
  readonly kind: AssertionIssuer
  /** `named`: the text speaks of it. `likely`: its window is known for it. `possible`: several issuers have this window. */
  readonly certainty: 'named' | 'likely' | 'possible'
  readonly evidence: string
}

/** Who speaks in a text: right beside the refusal, and anywhere. */
export interface Heard {
  readonly near: ReadonlySet<Speaker>
  readonly anywhere: ReadonlySet<Speaker>
}

/** By how much a window may differ: some texts show 9:59 for 10 minutes. */
const WINDOW_TOLERANCE_SECONDS = 2

/** 24 h, begun 5 min before it was minted: the window of a token issued by Entra (gravitational/teleport RFD 0211, Microsoft Q&A 5866363). */
const ENTRA_SECONDS = 86_700

/** Windows, `exp - nbf` in seconds, that tell an issuer where nothing in the text does. */
interface KnownWindow {
  readonly seconds: number
  readonly kind: AssertionIssuer
  readonly certainty: 'likely' | 'possible'
  readonly evidence: string
}

/**
 * Azure DevOps (dotnet/docker-tools#1310; `nbf` = `iat` - 600 in samples of 2024 and 2025), GitHub (Azure/login#180, #372), Kubernetes (azure-workload-identity). MSAL's own
 * assertions live for 10 min too (AzureAD/microsoft-authentication-library-for-dotnet), and an hour is the default of several issuers.
 */
const WINDOWS: readonly KnownWindow[] = [
  {
    seconds: 600,
    kind: 'azure-devops',
    certainty: 'likely',
    evidence:
      'a window of 10 min is that of the Azure DevOps issuer; an assertion that a client signs with its certificate has it too',
  },
  {
    seconds: 900,
    kind: 'azure-devops',
    certainty: 'likely',
    evidence: 'a window of 15 min is one of the Azure DevOps issuer (10 min before iat, 5 min after)',
  },
  {
    seconds: 1_200,
    kind: 'azure-devops',
    certainty: 'likely',
    evidence: 'a window of 20 min is one of the Azure DevOps issuer (10 min before iat, 10 min after)',
  },
  {
    seconds: 300,
    kind: 'github',
    certainty: 'possible',
    evidence:
      'a window of 5 min is that of GitHub Actions; it is also the shortest of GitLab, and Azure DevOps has had it',
  },
  {
    seconds: 3_600,
    kind: 'kubernetes',
    certainty: 'possible',
    evidence:
      'a window of 1 h is the default of a Kubernetes service account token; GitLab, CircleCI, Jenkins and others use it too',
  },
]

/** Issuers that a text names, and the windows that they have, in seconds. */
const NAMED: readonly {
  readonly speaker: Speaker
  readonly kind: AssertionIssuer
  readonly fits: (seconds: number) => boolean
  readonly evidence: string
}[] = [
  {
    speaker: 'pod',
    kind: 'kubernetes',
    fits: (s) => s >= 600 && s <= 90_000,
    evidence: 'the text speaks of a Kubernetes service account, and the window fits',
  },
  {
    speaker: 'gitlab',
    kind: 'gitlab',
    fits: (s) => s >= 300,
    evidence: 'the text is from GitLab, whose tokens live as long as the job may run',
  },
  {
    speaker: 'azure-pipelines',
    kind: 'azure-devops',
    fits: (s) => s >= 300 && s <= 1_200,
    evidence: 'the text is from Azure Pipelines, and the window fits',
  },
  {
    speaker: 'github-actions',
    kind: 'github',
    fits: (s) => s >= 300 && s <= 1_200,
    evidence: 'the text is from GitHub Actions, and the window fits',
  },
]

/** Concludes the issuer from the window of an assertion and from who speaks in the text. */
export function guessIssuer(windowSeconds: number | null, { near, anywhere }: Heard): IssuerGuess {
  const is = (seconds: number) =>
    windowSeconds !== null && Math.abs(seconds - windowSeconds) <= WINDOW_TOLERANCE_SECONDS
  if (is(ENTRA_SECONDS)) {
    const evidence = 'a window of 86,700 s is that of a token issued by Entra: 24 h, begun 5 min before it was minted'
    return { kind: 'entra', certainty: 'likely', evidence }
  }
  if (near.has('certificate-client')) {
    return {
      kind: 'client',
      certainty: 'named',
      evidence: 'the text shows that the client signs its assertions itself',
    }
  }
  if (windowSeconds === null) {
    return {
      kind: 'unknown',
      certainty: 'possible',
      evidence: 'without both its start and its expiry the issuer cannot be determined',
    }
  }
  const fitting = NAMED.filter(({ fits }) => fits(windowSeconds + WINDOW_TOLERANCE_SECONDS))
  // Where a job runs is true of the whole text; a pod that is named elsewhere need not have sent this assertion.
  const named =
    fitting.find(({ speaker }) => near.has(speaker)) ??
    fitting.find(({ speaker }) => speaker !== 'pod' && anywhere.has(speaker))
  if (named) return { kind: named.kind, certainty: 'named', evidence: named.evidence }
  const window = WINDOWS.find(({ seconds }) => is(seconds))
  if (window) return { kind: window.kind, certainty: window.certainty, evidence: window.evidence }
  return {
    kind: 'unknown',
    certainty: 'possible',
    evidence: `a window of ${windowSeconds} s is not that of any issuer known here`,
  }
}
