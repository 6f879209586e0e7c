import { formatDuration } from '@mintwell/clock'
import type { CheckResult } from '../check/check.ts'
import { failed, notChecked, passed, warning } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** What the strictest services that we know forgive: PyPI and Anthropic 30 s. */
const STRICTEST_MS = 30_000
/** What Entra and most others forgive. */
const COMMON_MS = 300_000
const SET_CLOCK = 'Set the clock and keep it set: chronyc makestep, w32tm /resync, or the time settings of the host.'

/** Whether this machine's clock agrees with the services', by the Date of their answers. */
export function clock({ clockOffset, services }: Facts): CheckResult {
  const id = 'clock'
  if (clockOffset === null) return notChecked(id, "this machine's clock: no service said what time it is")
  const off = Math.abs(clockOffset)
  const sentence = `This machine's clock is ${formatDuration(off)} ${clockOffset > 0 ? 'behind' : 'ahead of'} that of ${services.map(({ name }) => name).join(' and ')}.`
  if (off > COMMON_MS) return failed(id, `${sentence} Services forgive 5 min at most.`, SET_CLOCK)
  if (off > STRICTEST_MS) return warning(id, `${sentence} Some services forgive 30 s only.`, SET_CLOCK)
  return passed(id, off < 1_000 ? 'the clock agrees with the services' : `the clock is ${formatDuration(off)} off`)
}
