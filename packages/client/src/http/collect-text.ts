/** An answer of a token service is a few kilobytes; what is longer is not one (RFC 6749 sets no limit; Entra's are under 8 KB, go-azure-sdk reads 1 MiB). */
export const LONGEST_ANSWER = 1_048_576

/** An answer that is longer than the caller is ready to read. */
export class AnswerTooLongError extends Error {
  override readonly name = 'AnswerTooLongError'
}

/** Reads a body as text, and no further than so many characters. */
export async function collectText(body: AsyncIterable<unknown>, longest = LONGEST_ANSWER): Promise<string> {
  let text = ''
  for await (const chunk of body) {
    text += String(chunk)
    if (text.length > longest) throw new AnswerTooLongError(`the answer is longer than ${longest} characters`)
  }
  return text
}
