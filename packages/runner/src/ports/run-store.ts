/** What a run leaves for its later jobs and stages, and for people: artifacts, and files that belong to its results. It lives as long as the run. */
export interface RunStore {
  /** The artifacts so far, in the order in which they were published. */
  artifacts(): readonly string[]
  /** The files of an artifact, relative to it, with `/`; undefined where there is no artifact of this name. */
  filesOf(artifact: string): readonly string[] | undefined
  /**
   * Adds files to an artifact, which is made where there is none.
   *
   * @param files relative to `from`, with `/`
   */
  add(artifact: string, from: string, files: readonly string[]): void
  /** Copies a file of an artifact. */
  copy(artifact: string, file: string, to: string): void
  /** Keeps a copy of a file, such as test results, and gives its path. */
  keep(kind: string, file: string): string
}
