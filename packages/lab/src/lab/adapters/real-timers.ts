/** Calls `end` after so many real milliseconds, unless the answer is called first. Keeps no process alive. */
export function startLimit(milliseconds: number, end: () => void): () => void {
  const timer = setTimeout(end, milliseconds)
  timer.unref()
  return () => clearTimeout(timer)
}

/** Resolves when whatever is ready in this process has had its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
