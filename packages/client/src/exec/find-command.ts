import type { Environment } from '../environment.ts'
import type { ExecPorts } from './exec-ports.ts'

/** What `env` and `timeout` return for a command that cannot be run, or is not there (GNU coreutils). */
export const EXIT_NOT_RUN = 126
export const EXIT_NOT_FOUND = 127

/**
 * Finds a program on the PATH of an environment; undefined where there is none.
 *
 * @param accept can pass a file over
 */
export function findProgram(
  name: string,
  env: Environment,
  { platform, processes, cwd }: Pick<ExecPorts, 'platform' | 'processes' | 'cwd'>,
  accept: (path: string) => boolean = () => true,
): string | undefined {
  return platform.findProgram(name, env, cwd, (path) => processes.isProgram(path) && accept(path))
}

/** Finds the command as the environment that it will run in does; says why, and gives the exit code, where it cannot be run. */
export function findCommand(
  name: string,
  env: Environment,
  ports: Pick<ExecPorts, 'platform' | 'processes' | 'cwd' | 'log'>,
): string | number {
  const found = findProgram(name, env, ports)
  if (found) return found
  if (/[\\/]/.test(name) && ports.processes.isFile(name)) {
    ports.log.error(`${name} cannot be run: it is not a program, or this user may not run it.`)
    return EXIT_NOT_RUN
  }
  ports.log.error(`${name} was not found${/[\\/]/.test(name) ? '' : ' on PATH'}.`)
  return EXIT_NOT_FOUND
}
