/**
 * Where answers are kept as they come, so that an interrupted reading goes on where it stopped. What is kept is what was read of an answer, and that only: no header, no token, no
 * member that this package does not know.
 */
export interface AnswerStore {
  /** What was kept under a key; undefined where there is nothing. */
  recall(key: string): Promise<unknown>
  keep(key: string, answer: unknown): Promise<void>
}

/** Keeps nothing. */
export const noStore: AnswerStore = { recall: async () => undefined, keep: async () => {} }
