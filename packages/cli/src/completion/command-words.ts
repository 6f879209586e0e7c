import { type HelpOption, helpOptions } from '../help-options.ts'
import type { VerbTable } from '../verb.ts'

/** What can be typed at one place of the command line: `mintwell`, `mintwell run`, `mintwell lab up`. */
export interface CommandWords {
  /** The words that lead here, without `mintwell`: `[]`, `['run']`, `['lab', 'up']`. */
  readonly path: readonly string[]
  readonly summary: string
  /** The page that `--help` prints here; empty for `mintwell` itself, whose page lists the verbs. */
  readonly help: string
  /** The verbs or parts that can follow. */
  readonly words: readonly { readonly name: string; readonly summary: string }[]
  readonly options: readonly HelpOption[]
}

const HELP: HelpOption = { name: '--help', short: '-h', summary: 'Show the help page' }
const VERSION: HelpOption = { name: '--version', short: '-v', summary: 'Print the version' }

/** Every place of the command line, in the order of the table. The verbs' own help pages are the source: what they do not mention is not offered. */
export async function commandWords(verbs: VerbTable): Promise<readonly CommandWords[]> {
  const words = Object.entries(verbs).map(([name, { summary }]) => ({ name, summary }))
  const places: CommandWords[] = [{ path: [], summary: '', help: '', words, options: [HELP, VERSION] }]
  for (const [name, { summary, load }] of Object.entries(verbs)) {
    const { help, parts = {} } = await load()
    const partWords = Object.entries(parts).map(([part, each]) => ({ name: part, summary: each.summary }))
    places.push({ path: [name], summary, help, words: partWords, options: withHelp(help) })
    for (const [part, each] of Object.entries(parts)) {
      const page = (await each.load()).help
      places.push({ path: [name, part], summary: each.summary, help: page, words: [], options: withHelp(page) })
    }
  }
  return places
}

function withHelp(help: string): readonly HelpOption[] {
  return [...helpOptions(help).filter(({ name }) => name !== HELP.name), HELP]
}
