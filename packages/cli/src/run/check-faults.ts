import { suggest } from '../suggest.ts'
import { UsageError } from '../verb.ts'

/**
 * Refuses a fault that cannot be read, before anything runs.
 *
 * @param faults as they are given to `--fault`: `late-bound:age=20h`
 */
export async function checkFaults(faults: readonly string[]): Promise<void> {
  if (faults.length === 0) return
  const { faultList, parseFault } = await import('@mintwell/lab')
  const known = faultList.map(({ name }) => name)
  for (const fault of faults) {
    const name = fault.replace(/:.*/s, '').trim()
    if (known.includes(name)) parseFault(fault)
    else
      throw new UsageError(
        `unknown fault '${name}'. ${suggest(name, known) ?? `Faults: ${known.join(', ')}.`} Details: mintwell run --list-faults`,
      )
  }
}
