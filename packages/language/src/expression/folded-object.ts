import { LanguageError } from '../errors.ts'
import { suggestName } from '../source/nearest-name.ts'
import { upperOrdinal } from './fold-case.ts'

/** What a {@link FoldedObject} does about a name that it does not have. */
export type MissingName = 'null' | 'error'

/**
 * An object whose names are found in any case, as those of the service's own contexts are: `parameters`, `variables`. One can stand on another, whose names it
 * hides, so that a job's variables need no copy of the pipeline's.
 */
export class FoldedObject {
  readonly #own = new Map<string, readonly [name: string, value: unknown]>()
  readonly #base: FoldedObject | undefined
  readonly #missing: MissingName

  constructor(base?: FoldedObject, missing: MissingName = 'null') {
    this.#base = base
    this.#missing = missing
  }

  /** Sets a name; one that is there already, in whatever case, gets the new value. */
  set(name: string, value: unknown): void {
    this.#own.set(upperOrdinal(name), [name, value])
  }

  /** Whether the name is there, in whatever case. */
  has(name: string): boolean {
    return this.#find(upperOrdinal(name)) !== undefined
  }

  /**
   * The value of a name, or undefined.
   *
   * @throws LanguageError `ERR_EXPRESSION_KEY` when names must be there, as those of `parameters` must
   */
  get(name: string): unknown {
    const found = this.#find(upperOrdinal(name))
    if (found) return found[1]
    if (this.#missing === 'null') return undefined
    const known = this.entries().map(([key]) => key)
    throw new LanguageError('ERR_EXPRESSION_KEY', {
      message: `Key not found '${name}'`,
      hint: known.length === 0 ? 'The file declares no parameters.' : suggestName(name, known, 'Declared are'),
      data: { name },
    })
  }

  /** All names and values, those of the base first; a name that is hidden keeps its position. */
  entries(): readonly (readonly [string, unknown])[] {
    if (!this.#base) return [...this.#own.values()]
    const all = new Map(this.#base.entries().map((entry) => [upperOrdinal(entry[0]), entry]))
    for (const [key, entry] of this.#own) all.set(key, entry)
    return [...all.values()]
  }

  #find(key: string): readonly [string, unknown] | undefined {
    for (let layer: FoldedObject | undefined = this; layer; layer = layer.#base) {
      const found = layer.#own.get(key)
      if (found) return found
    }
    return undefined
  }
}
