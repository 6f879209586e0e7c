import { createExplainer, type Explanation, type Known } from './explainer.ts'

/** How much of a text is taken at a time, in characters. */
const PIECE = 1_048_576

/**
 * Explains every refusal of a federated exchange that a text shows: a log, an error, a report. Never quotes a token. Takes time linear in the text.
 *
 * @param known what is known besides the text, such as the mechanism, from the record of a run
 *
 * @example explainText(log).findings[0]?.mechanisms
 */
export function explainText(text: string, known: Known = {}): Explanation {
  const explainer = createExplainer(known)
  const encoder = new TextEncoder()
  for (let start = 0; start < text.length; start += PIECE)
    explainer.push(encoder.encode(text.slice(start, start + PIECE)))
  return explainer.finish()
}
