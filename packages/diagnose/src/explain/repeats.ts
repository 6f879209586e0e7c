/** How many texts are remembered. A log of one message over and over is cut into a few different passages. */
const MOST_TEXTS = 32
/** The longest text that is remembered, in characters: all together they take a few megabytes at most. */
const LONGEST_TEXT = 131_072

/** Remembers what the last texts gave, for those that come again. */
export class Repeats<T> {
  readonly #byText = new Map<string, T>()

  /** What the text gave when it was last seen; undefined where that is not known. */
  get(text: string): T | undefined {
    const value = this.#byText.get(text)
    if (value !== undefined) {
      // The one that was seen last is forgotten last.
      this.#byText.delete(text)
      this.#byText.set(text, value)
    }
    return value
  }

  /** Remembers what a text gave, and forgets what has not been seen for longest. */
  set(text: string, value: T): void {
    if (text.length > LONGEST_TEXT) return
    this.#byText.set(text, value)
    const oldest = this.#byText.keys().next()
    if (this.#byText.size > MOST_TEXTS && oldest.done === false) this.#byText.delete(oldest.value)
  }
}
