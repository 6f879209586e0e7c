import { createExplainer, type Explainer, type Explanation, type Known } from './explainer.ts'

/** How much of a text is taken at a time, in characters. */
const PIECE = 1_048_576

/**
 * Explains every refusal of a federated exchange that a text shows: a log, an error, a report. Never quotes a token. Takes time linear in the text.
 *
 * @param known what is known besides the text, such as the mechanism, from the record of a run
 * @param explainer a new one, from a maker of many
 *
 * @example explainText(log).findings[0]?.mechanisms
 */
export function explainText(
  text: string,
  known: Known = {},
  explainer: Explainer = createExplainer(known),
): Explanation {
  const encoder = new TextEncoder()
  for (let start = 0; start < text.length; start += PIECE)
    explainer.push(encoder.encode(text.slice(start, start + PIECE)))
  return explainer.finish()
}
