/**
 * What a page shows, as plain data: every text in it is fit for any output and already in the words of the page, every place is in per cent. The renderers only lay it out, in Node and in
 * the browser alike.
 */
export interface PageView {
  readonly title: string
  readonly subtitle: string
  readonly verdict: VerdictView
  readonly tokens: readonly TokenView[]
  readonly rows: readonly RunRow[]
  readonly details: readonly RunDetail[]
  readonly axis: readonly { readonly place: number; readonly label: string }[]
  /** Where the start of the run lies. */
  readonly start: number
  readonly drift: DriftView | null
  readonly support: readonly SupportCase[]
  /** What was left out, in sentences. */
  readonly leftOut: readonly string[]
}

/** What happened, why, and what to do. */
export interface VerdictView {
  readonly tone: ResultTone
  readonly mechanism: string
  readonly summary: string
  readonly reasons: readonly { readonly text: string; readonly anchor: string | null }[]
  readonly cures: readonly string[]
  readonly experiment: readonly string[]
  /** `Token A: same token ×14 over 23 h 50 min`. */
  readonly reuses: readonly string[]
  readonly drift: string | null
}

/** When within the day each run started: later is higher. */
export interface DriftView {
  /** The times of day of the upper and the lower edge. */
  readonly top: string
  readonly bottom: string
  readonly points: readonly DriftPoint[]
  /** Until when within the day the token of each run was valid. */
  readonly ends: readonly {
    readonly from: number
    readonly width: number
    readonly height: number
    readonly colour: number
  }[]
}

/** A run's start; `height` is from the top. */
export interface DriftPoint extends MarkSign {
  readonly height: number
}

/** How something is coloured; a sign beside it says the same. */
export type ResultTone = 'good' | 'bad' | 'warning' | 'plain'

/** A token by its letter and colour. */
export interface TokenSign {
  readonly letter: string
  /** One of eight, from 0. */
  readonly colour: number
}

/** A row of the table of tokens. */
export interface TokenView extends TokenSign {
  readonly fingerprint: string | null
  readonly issuer: string | null
  readonly subject: string | null
  readonly audience: string | null
  readonly minted: string | null
  readonly from: string | null
  readonly until: string | null
  readonly lifetime: string | null
  /** `taken 14 times in 14 runs over 23 h 50 min`. */
  readonly use: string
  readonly refused: number
}

/** A row of the picture. */
export interface RunRow {
  readonly anchor: string
  readonly label: string
  readonly started: string | null
  /** Since the start of the run before. */
  readonly since: string | null
  readonly result: string
  readonly tone: ResultTone
  /** Refusals, each with the step that was refused. */
  readonly codes: readonly { readonly text: string; readonly anchor: string }[]
  readonly mechanism: string | null
  readonly tokens: readonly TokenSign[]
  readonly age: string | null
  readonly left: string | null
  readonly isLate: boolean
  readonly bars: readonly ValidityBar[]
  readonly marks: readonly MarkSign[]
}

/** When a token is valid, as a bar; null for an end that nothing tells or that is beyond the axis. */
export interface ValidityBar extends TokenSign {
  readonly from: number
  readonly until: number
  readonly goesOn: boolean
}

/** A sign on a bar: `t` taken, `l` login, `a` accepted, `r` refused. */
export interface MarkSign {
  readonly sign: 't' | 'l' | 'a' | 'r'
  readonly place: number
}

/** A run with its jobs, steps and logs. */
export interface RunDetail {
  readonly anchor: string
  readonly label: string
  readonly url: string | null
  readonly started: string | null
  readonly lasted: string | null
  readonly result: string
  readonly tone: ResultTone
  readonly note: string
  readonly bars: readonly ValidityBar[]
  readonly marks: readonly MarkSign[]
  /** What was done with tokens outside of any step. */
  readonly strays: readonly MarkNote[]
  readonly jobs: readonly JobView[]
  readonly leftOut: string | null
}

/** A job of a run. */
export interface JobView {
  readonly name: string
  readonly stage: string | null
  readonly result: string
  readonly tone: ResultTone
  readonly lasted: string | null
  readonly agent: string | null
  readonly steps: readonly StepView[]
}

/** A step, with its place on the run's time. */
export interface StepView {
  readonly name: string
  readonly about: string
  readonly result: string
  readonly tone: ResultTone
  readonly lasted: string | null
  readonly from: number | null
  readonly until: number | null
  readonly tokens: readonly TokenSign[]
  readonly log: readonly LogItem[]
}

/** A line with its kind (`e` error, `w` warning, `c` command, `s` section, `d` debug, `p` plain), how many lines were left out, or what was done with a token there. */
export type LogItem = readonly [kind: string, text: string] | number | MarkNote

/** What was done with a token, in words. */
export interface MarkNote extends MarkSign {
  readonly time: string
  readonly text: string
  readonly token: TokenSign | null
}

/** What support asks for about one refusal, or about the last run where nothing was refused. */
export interface SupportCase {
  readonly title: string
  readonly facts: readonly (readonly [name: string, value: string])[]
}
