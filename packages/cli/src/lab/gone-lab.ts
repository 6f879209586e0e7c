import { existsSync } from 'node:fs'
import type { Io } from '../verb.ts'

/** The directory of the lab that a command's environment leads into; it is there for as long as the lab is up. */
export const LAB_VARIABLE = 'MINTWELL_LAB'

/** What to say in a shell whose lab has ended, whose programs can reach nothing; undefined anywhere else. */
export function goneLab(env: Io['env']): string | undefined {
  const directory = env[LAB_VARIABLE]
  if (directory === undefined || existsSync(directory)) return undefined
  return 'the lab that this shell uses has stopped, so its programs cannot reach anything. Leave it with: eval "$(mintwell lab env --leave)"'
}
