import { realClock } from '@mintwell/clock'
import { defaultSettings, type Lab, openLab } from '@mintwell/lab'

/** A lab in this process, on the real clock, without faults; whoever opens it closes it and removes the directory. */
export function openPlainLab(directory: string, more: { readonly runsKept?: number } = {}): Promise<Lab> {
  return openLab({
    directory,
    realClock,
    clock: 'real',
    settings: defaultSettings,
    faults: [],
    emit: () => {},
    platform: process.platform,
    path: process.env.PATH ?? '',
    ...more,
  })
}
