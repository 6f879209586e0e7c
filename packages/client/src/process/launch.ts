/** A program to start, as `spawn` takes it. */
export interface Launch {
  readonly file: string
  readonly args: readonly string[]
  /** Windows: the arguments are quoted already. */
  readonly verbatim?: boolean
}

/** How a watchdog is started: a program with an environment of its own. */
export type WatchdogLaunch = Launch & { readonly env: Readonly<Record<string, string>> }
