/**
 * Where answers are kept as they come, so that an interrupted audit can resume. Only what was read of an answer is kept: no header, no token, no
 * member that this package does not know.
 */
export interface AnswerStore {
  /** What was kept under a key; undefined where there is nothing. */
  recall(key: string): Promise<unknown>
  keep(key: string, answer: unknown): Promise<void>
}

/** Keeps nothing. */
export const noStore: AnswerStore = { recall: async () => undefined, keep: async () => {} }
