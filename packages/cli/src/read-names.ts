import { UsageError } from './verb.ts'

/**
 * Reads an option that takes some of a few names, repeated or with commas.
 *
 * @throws UsageError for a name that is not one of them
 *
 * @example
 * readNames('--fail-on', ['stale', 'expired'] as const, values['fail-on'])
 */
export function readNames<Name extends string>(
  option: string,
  names: readonly Name[],
  texts: readonly string[] = [],
): readonly Name[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((name) => {
      const known = names.find((each) => each === name.trim())
      if (known) return known
      throw new UsageError(`${option} takes ${names.join(', ')}, not '${name.slice(0, 40)}'.`)
    })
}
