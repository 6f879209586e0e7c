import type { Environment } from '../sources/id-token-source.ts'

/** The environment of this process, for whoever gives none. */
export function processEnvironment(): Environment {
  return process.env
}
