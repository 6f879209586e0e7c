import { nodeExecProcesses, platformOf } from '@mintwell/client'
import type { Processes } from '@mintwell/runner'

/** Cleans up behind this process if it is killed. */
export interface Guard {
  /** For the environment of every process that must not outlive this one: by it those are found that left their group. */
  readonly environment: Readonly<Record<string, string>>
  /** A lab's directory that must not be left, and the shared memory of the lab, which is named after it. */
  removeDirectory(directory: string): void
  removeFile(file: string): void
  /** A process group that must not outlive this process. */
  watch(group: number): void
  /** A process group of which nothing is left: its number may be another's by now. */
  forget(group: number): void
  /** All is in order: the guard ends and does nothing. */
  release(): void
}

/** Starts a guard, to be had before there is anything to guard: being killed in between must leave nothing. */
export function startGuard(platform: NodeJS.Platform): Guard {
  const processes = nodeExecProcesses(platform, false, () => () => {})
  const watchdog = processes.startWatchdog((mark) => platformOf(platform, process.execPath).watchdog(mark))
  return {
    environment: { [watchdog.mark]: '1' },
    removeDirectory(directory) {
      watchdog.tell(`remove ${directory}`)
      const name = directory.slice(directory.lastIndexOf('/') + 1)
      if (platform === 'linux') for (const prefix of ['', 'sem.']) watchdog.tell(`remove /dev/shm/${prefix}${name}`)
    },
    removeFile: (file) => watchdog.tell(`remove ${file}`),
    watch: (group) => watchdog.tell(`group ${group}`),
    forget: (group) => watchdog.tell(`ended ${group}`),
    release: () => watchdog.release(),
  }
}

/** The same processes, each of which the guard tracks. */
export function guarded(processes: Processes, guard: Guard): Processes {
  return {
    ...processes,
    spawn(request) {
      const running = processes.spawn({ ...request, env: { ...request.env, ...guard.environment } })
      if (running.session > 0) guard.watch(running.session)
      return running
    },
    async endAll(sessions, marker) {
      await processes.endAll(sessions, marker)
      for (const session of sessions) guard.forget(session)
    },
  }
}
