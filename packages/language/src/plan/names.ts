import { LanguageError, quote } from '../errors.ts'
import type { YamlScalar } from '../source/node.ts'
import { type Fields, optionalScalar } from '../yaml/read-fields.ts'

/** Letters, digits and `_`, not starting with a digit (Azure Pipelines: "Valid names may only contain alphanumeric characters and '_' and may not start with a number"). */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * Checks the name of a stage, job or step.
 *
 * @throws LanguageError `ERR_PLAN_NAME`
 */
export function checkName(scalar: YamlScalar, what: 'stage' | 'job' | 'step'): string {
  if (NAME.test(scalar.text)) return scalar.text
  throw new LanguageError('ERR_PLAN_NAME', {
    message: `${quote(scalar.text)} cannot name a ${what}`,
    hint: "Use letters, digits and '_', not starting with a digit; 'displayName' takes any text.",
    place: scalar.place,
    data: { name: scalar.text },
  })
}

/** Names that are taken, without regard to case, as Azure Pipelines compares them. */
export interface NameSet {
  /** @throws LanguageError `ERR_PLAN_DUPLICATE_NAME` */
  take(scalar: YamlScalar): void
  /** The first of `base`, `base1`, `base2` … that is free; it is taken with that. */
  generate(base: string, first: '' | 1): string
}

/** An empty set of names. */
export function createNameSet(what: 'stage' | 'job' | 'step'): NameSet {
  const places = new Map<string, YamlScalar | undefined>()
  const nextNumbers = new Map<string, number>()
  return {
    take(scalar) {
      const key = scalar.text.toLowerCase()
      const taken = places.get(key)
      if (taken) throw duplicateName(scalar, taken, what)
      places.set(key, scalar)
    },
    generate(base, first) {
      let suffix = nextNumbers.get(base) ?? first
      while (places.has(`${base}${suffix}`.toLowerCase())) suffix = suffix === '' ? 1 : suffix + 1
      places.set(`${base}${suffix}`.toLowerCase(), undefined)
      nextNumbers.set(base, suffix === '' ? 1 : suffix + 1)
      return `${base}${suffix}`
    },
  }
}

function duplicateName(scalar: YamlScalar, taken: YamlScalar, what: string): LanguageError {
  return new LanguageError('ERR_PLAN_DUPLICATE_NAME', {
    message: `the ${what} name ${quote(scalar.text)} is taken by the ${what} on line ${taken.place.line}`,
    hint: `Give one of the two ${what}s another name; names compare without case.`,
    place: scalar.place,
    data: { name: scalar.text, firstLine: taken.place.line },
  })
}

/**
 * The names of stages or jobs: those written, checked; `Stage1`, `Job1` … for those without.
 *
 * @throws LanguageError `ERR_PLAN_NAME`, `ERR_PLAN_DUPLICATE_NAME`
 */
export function nameAll(read: readonly Fields[], what: 'stage' | 'job', base: string): readonly string[] {
  const names = createNameSet(what)
  const written = read.map((fields) => {
    const scalar = optionalScalar(fields, fields.entries.has('deployment') ? 'deployment' : what)
    if (!scalar || scalar.text === '') return undefined
    checkName(scalar, what)
    names.take(scalar)
    return scalar.text
  })
  return written.map((name) => name ?? names.generate(base, 1))
}
