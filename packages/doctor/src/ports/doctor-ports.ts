import type { CertificateChain, ExecClock, HttpClient, IdTokenSource } from '@mintwell/client'
import type { Instant } from '@mintwell/clock'

/** What a program printed; undefined where it could not be run. */
export type ProgramOutput = string | undefined

/** Everything outside that the doctor looks at. Nothing here changes anything. */
export interface DoctorPorts {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The clock that is waited on. */
  readonly clock: ExecClock
  /** What the programs of the step take for the present: this machine's wall clock, in a lab as far as it shows them its own time. */
  readonly machineNow: () => Instant
  readonly http: HttpClient
  /** Where ID tokens come from; an error of the client where the environment does not say. */
  readonly openSource: () => IdTokenSource
  /** The addresses of a host by the machine's resolver. Rejects with Node's error. */
  readonly lookUp: (host: string) => Promise<readonly string[]>
  /** The certificates that a host shows, through the proxy where there is one. Rejects with Node's error. */
  readonly certificates: (url: string, signal?: AbortSignal) => Promise<CertificateChain>
  /** When a file was last written; undefined where there is none. */
  readonly modifiedAt: (path: string) => Instant | undefined
  readonly run: (program: string, args: readonly string[], signal?: AbortSignal) => Promise<ProgramOutput>
  /** The command lines of this process's ancestors, the nearest first; empty where the system does not show them. */
  readonly ancestors: () => readonly string[]
  /** Registers a token as a secret with the CI before anything could print it. */
  readonly mask: (token: string) => void
  /** Says what takes time. */
  readonly progress: (text: string) => void
  readonly signal: AbortSignal
}

/** What the user asked for. */
export interface DoctorRequest {
  /** The variable that should hold the ID token: `idToken` by default. */
  readonly idTokenVariable: string
  /** For how long credentials are needed, in milliseconds; undefined where nobody said. */
  readonly needs: number | undefined
  /** Relying parties whose rules the token is held against. */
  readonly parties: readonly string[]
  /** What a failing step printed, to find out what its service said; undefined for none. */
  readonly log: string | undefined
}
