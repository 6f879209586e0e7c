import type { ExecPorts } from './exec-ports.ts'

/** What `env` and `timeout` give for a command that cannot be run, or is not there (GNU coreutils). */
export const EXIT_NOT_RUN = 126
export const EXIT_NOT_FOUND = 127

/** Finds the command before a token is asked for; says why and gives the exit code where it cannot be run. */
export function findCommand(
  name: string,
  { find, processes, log }: Pick<ExecPorts, 'find' | 'processes' | 'log'>,
): string | number {
  const found = find(name)
  if (found) return found
  if (/[\\/]/.test(name) && processes.isFile(name)) {
    log.error(`${name} cannot be run: it is no program, or this user may not run it.`)
    return EXIT_NOT_RUN
  }
  log.error(`${name} was not found${/[\\/]/.test(name) ? '' : ' on PATH'}.`)
  return EXIT_NOT_FOUND
}
