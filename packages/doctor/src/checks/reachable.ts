import type { CheckResult } from '../check/check.ts'
import { failed, passed } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** Whether the services answer. */
export function reachable({ services }: Facts): CheckResult {
  const [first, ...others] = services.flatMap(({ unreachable }) => unreachable ?? [])
  if (first === undefined) return passed('reachable', `${services.map(({ host }) => host).join(' and ')} answer`)
  return failed('reachable', [first, ...others].map(({ message }) => message).join(' '), first.hint)
}
