import type { YamlToken } from './token.ts'

/** Tokens given away are let go of in groups of so many. */
const GROUP = 1024

/** The tokens that are read but not yet given away. Tokens are numbered from the first of the text on, since a key is found out later than its first token. */
export class TokenQueue {
  #tokens: YamlToken[] = []
  #head = 0
  #taken = 0

  /** How many tokens were given away: the number of the next one. */
  get taken(): number {
    return this.#taken
  }

  /** The number that the next token to be pushed has. */
  get next(): number {
    return this.#taken + this.#tokens.length - this.#head
  }

  get isEmpty(): boolean {
    return this.#head >= this.#tokens.length
  }

  first(): YamlToken {
    return this.#tokens[this.#head] as YamlToken
  }

  last(): YamlToken | undefined {
    return this.#tokens.at(-1)
  }

  push(token: YamlToken): void {
    this.#tokens.push(token)
  }

  /** Puts a token in front of the one of this number. */
  insert(token: YamlToken, number: number): void {
    this.#tokens.splice(this.#head + number - this.#taken, 0, token)
  }

  shift(): void {
    this.#head += 1
    this.#taken += 1
    if (this.#head <= GROUP) return
    this.#tokens = this.#tokens.slice(this.#head)
    this.#head = 0
  }
}
