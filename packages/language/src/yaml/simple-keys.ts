import type { Cursor } from './cursor.ts'
import type { Mark } from './token.ts'
import { scannerError } from './yaml-error.ts'

/** A token that may turn out to be a key, once a `:` follows on its line. */
export interface SimpleKey {
  /** It stands at the column of the block, where nothing but a key can. */
  readonly required: boolean
  /** Its number among all tokens. */
  readonly number: number
  readonly mark: Mark
}

/** A key ends within so many characters (yaml.org/spec/1.1, section 7.4.1; YamlDotNet holds to it). */
export const LONGEST_KEY = 1024

/** What may be a key, one at a time for the block and for each bracket that is open. */
export class SimpleKeys {
  readonly #file: string
  readonly #longest: number
  readonly #levels: (SimpleKey | undefined)[] = [undefined]

  constructor(file: string, longest: number) {
    this.#file = file
    this.#longest = longest
  }

  enter(): void {
    this.#levels.push(undefined)
  }

  leave(): void {
    this.#levels.pop()
  }

  save(key: SimpleKey): void {
    this.drop()
    this.#levels[this.#levels.length - 1] = key
  }

  /** The candidate of this level, which has become a key. */
  take(): SimpleKey | undefined {
    const key = this.#levels.at(-1)
    this.#levels[this.#levels.length - 1] = undefined
    return key
  }

  /** Whether the token of this number may be a key. */
  has(number: number): boolean {
    return this.#levels.some((key) => key?.number === number)
  }

  /** Gives up the candidate of this level. */
  drop(): void {
    const key = this.take()
    if (key?.required) throw this.#missingColon(key)
  }

  /** Gives up the candidates whose line is over, or that have become too long. */
  dropStale(cursor: Cursor): void {
    for (const [level, key] of this.#levels.entries()) {
      if (!key) continue
      if (key.mark.line === cursor.line && key.mark.index + this.#longest >= cursor.index) continue
      if (key.required) throw this.#missingColon(key)
      this.#levels[level] = undefined
    }
  }

  #missingColon(key: SimpleKey) {
    return scannerError("While scanning a simple key, could not find expected ':'.", key.mark, this.#file)
  }
}
