import { nearestName } from '@mintwell/language'
import { helpOptions } from './help-options.ts'

/** "Did you mean 'run'?" where a known name is near, else nothing. */
export function suggest(name: string, known: readonly string[]): string | undefined {
  const nearest = nearestName(name, known)
  return nearest === undefined ? undefined : `Did you mean '${nearest}'?`
}

/** What to say of an option that a command does not know: the options that its help page has are the known ones. */
export function unknownOption(message: string, help: string): string | undefined {
  const option = /^Unknown option '(-{1,2}[^']+)'/.exec(message)?.[1]
  if (option === undefined) return undefined
  const hint = suggest(
    option,
    helpOptions(help).map(({ name }) => name),
  )
  return `unknown option '${option}'${hint === undefined ? '' : `. ${hint}`}`
}
