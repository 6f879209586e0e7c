/** What the page says of a history besides what it draws: the verdict of evidence (`HistoryVerdict`) is one, and whoever judges in another way gives these. */
export interface ReportVerdict {
  /** One word: `echo`; `none` where nothing is wrong with the tokens, `unknown` where nothing tells. */
  readonly mechanism: string
  /** One sentence. */
  readonly summary: string
  /** What it rests on; the run by its id where one shows it. */
  readonly reasons: readonly { readonly text: string; readonly run: string | null }[]
  /** What to do, the cheapest first. */
  readonly cures: readonly string[]
  /** What would decide where the history does not. */
  readonly experiment: readonly string[]
  /** Tokens that were given more than once: `same token ×14 over 23 h 50 min`. */
  readonly reuses: readonly { readonly token: string; readonly text: string }[]
  /** How the start times of the runs lie, in a sentence. */
  readonly drift: string | null
  /** What explains each run, by its id. */
  readonly runs: readonly { readonly run: string; readonly mechanism: string }[]
}
