import type { Lab } from '@mintwell/lab'

/** Switches the faults of a lab from run to run: what stays on keeps its state, such as the token that an echo re-issues. */
export function faultSwitch({ faults }: Pick<Lab, 'faults'>): (wanted: readonly string[]) => void {
  let on: readonly string[] = []
  return (wanted) => {
    for (const fault of on) if (!wanted.includes(fault)) faults.switchOff(fault.replace(/:.*/s, ''))
    for (const fault of wanted) if (!on.includes(fault)) faults.switchOn(fault)
    on = wanted
  }
}
