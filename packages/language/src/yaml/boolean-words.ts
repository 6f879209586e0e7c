/** The words that Azure Pipelines takes for a boolean, in any case (learn.microsoft.com, YAML schema: boolean). */
const words: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['y', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['n', false],
  ['no', false],
  ['off', false],
])

/** The boolean that Azure Pipelines reads in a text, or undefined. */
export function toBoolean(text: string): boolean | undefined {
  return words.get(text.trim().toLowerCase())
}
