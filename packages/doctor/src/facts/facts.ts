import type { CertificateChain, Environment } from '@mintwell/client'
import type { Instant } from '@mintwell/clock'
import type { Token } from '@mintwell/token'
import type { Decision } from '../experiment/decision.ts'
import type { Observations } from '../experiment/observations.ts'
import type { DoctorRequest } from '../ports/doctor-ports.ts'

/** Which CI this is. */
export type Surroundings = 'azure-pipelines' | 'github-actions' | 'none'

/** Why something could not be reached: Node's code where there is one, and a sentence with its next step. */
export interface Unreachable {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** What was measured of one service. */
export interface ServiceFacts {
  readonly name: string
  readonly host: string
  /** The proxy that requests of this process go through, as `host:port`; null where they go directly. */
  readonly proxy: string | null
  /** By this machine's resolver; null where the proxy resolves. */
  readonly addresses: readonly string[] | null
  /** Node's code where the name does not resolve. */
  readonly lookUpProblem: string | null
  /** The service's clock less this machine's, in milliseconds, a measurement each. */
  readonly clockOffsets: readonly number[]
  readonly unreachable: Unreachable | null
  /** Null where it could not be read. */
  readonly chain: CertificateChain | null
}

/** The Azure CLI of this step. */
export interface AzFacts {
  /** Null where az is not there or does not say. */
  readonly version: string | null
  /** When MSAL last wrote its cache of answers; null where there is none. */
  readonly httpCacheModifiedAt: Instant | null
}

/** All that the checks judge. Gathered first, so that a check is a function without I/O. */
export interface Facts {
  readonly request: DoctorRequest
  readonly env: Environment
  readonly surroundings: Surroundings
  /** Whether the services are a lab's. */
  readonly inLab: boolean
  /** The present by the services' clock where it is known, else by this machine's. */
  readonly now: Instant
  /** By how much the services' clock is ahead of this machine's, in milliseconds: the median over services; null where it is not known. */
  readonly clockOffset: number | null
  readonly services: readonly ServiceFacts[]
  readonly az: AzFacts
  readonly ancestors: readonly string[]
  readonly observations: Observations
  readonly decision: Decision
  /** The token that other checks are about: the script's own, else one that was asked for. */
  readonly token: Token | undefined
  /** The job token decoded, where it is a JWT. */
  readonly jobToken: Token | undefined
}

/** Whether a service is a lab's, by the authority of its certificate. */
export function isOfLab({ chain }: Pick<ServiceFacts, 'chain'>): boolean {
  return chain?.certificates.some(({ issuer }) => issuer.startsWith('Mintwell lab')) ?? false
}
