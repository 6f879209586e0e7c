import type { Environment } from '../environment.ts'

/** The environment of this process, for whoever gives none. */
export function processEnvironment(): Environment {
  return process.env
}
