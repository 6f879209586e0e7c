import type { CheckResult } from './check/check.ts'
import { isBad } from './check/check.ts'
import { checkList } from './checks/check-list.ts'
import type { DoctorMechanism } from './experiment/decision.ts'
import { gather } from './facts/gather.ts'
import type { DoctorPorts, DoctorRequest } from './ports/doctor-ports.ts'

/** What the doctor says. */
export interface Diagnosis {
  readonly mechanism: DoctorMechanism
  /** What the mechanism rests on, the deciding sentence first. */
  readonly evidence: readonly string[]
  /** Of every check, in order. */
  readonly results: readonly CheckResult[]
  /** Whether any of them is a warning or a failure. */
  readonly isHealthy: boolean
}

/**
 * Examines a step: gathers what can be seen from here, makes the experiment that tells the mechanisms of stale tokens apart, and has every check judge it. Asks for at most three ID tokens
 * and shows none. Takes half a minute inside a pipeline, a few seconds elsewhere.
 *
 * @throws what the signal aborts with
 * @example
 * const { mechanism, results } = await examine({ idTokenVariable: 'idToken', needs: undefined, parties: [], log: undefined }, ports)
 */
export async function examine(request: DoctorRequest, ports: DoctorPorts): Promise<Diagnosis> {
  const facts = await gather(request, ports)
  const results = checkList.flatMap((check) => check(facts))
  const { mechanism, evidence } = facts.decision
  return { mechanism, evidence, results, isHealthy: !results.some(isBad) }
}
