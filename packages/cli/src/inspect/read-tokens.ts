import { findTokens, MAX_TOKEN_LENGTH, startOfRun } from '@mintwell/token'
import { UsageError } from '../verb.ts'

/** What a text has of tokens, and its beginning, to say what it is where it has none. */
export interface TokensOfText {
  /** In their order, repeats included. */
  readonly tokens: readonly string[]
  /** The first characters of the text, at most {@link HEAD_LENGTH}. */
  readonly head: string
  /** In characters. */
  readonly length: number
}

/** How much of a text is kept beside its tokens. */
export const HEAD_LENGTH = 65_536
/** How many tokens are shown: a text with more is made of look-alikes. */
const MOST_TOKENS = 10_000

/**
 * Finds the tokens of a text that comes in pieces, in memory that does not grow with it.
 *
 * @throws UsageError where there are more than 10,000
 */
export async function readTokens(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<TokensOfText> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const tokens: string[] = []
  let head = ''
  let length = 0
  let carried = ''
  const add = (text: string) => {
    for (const token of findTokens(text)) {
      if (tokens.length === MOST_TOKENS)
        throw new UsageError(`the text has more than ${MOST_TOKENS} texts of the form of a token: give less of it`)
      tokens.push(token)
    }
  }
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    if (head.length < HEAD_LENGTH) head += text.slice(0, HEAD_LENGTH - head.length)
    length += text.length
    const joined = carried + text
    // A token may not be cut in two: the run of its characters that a chunk ends with goes to the next one.
    const run = joined.length - startOfRun(joined, joined.length)
    carried = run < MAX_TOKEN_LENGTH ? joined.slice(joined.length - run) : ''
    add(joined.slice(0, joined.length - carried.length))
  }
  add(carried)
  return { tokens, head, length }
}
