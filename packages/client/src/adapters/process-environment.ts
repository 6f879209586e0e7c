import type { Environment } from '../environment.ts'

/** The environment of this process, the default of callers that give none. */
export function processEnvironment(): Environment {
  return process.env
}
