/** Counts runs on a terminal, in one line that is overwritten. Nothing is written where nobody looks: a pipe, a file, or while the log is shown. */
export interface Progress {
  ended(): void
  /** Takes the line away. */
  clear(): void
}

/** Below this many runs there is nothing to wait for. */
const FEWEST = 5

/** Begins to count `total` runs. */
export function showProgress(total: number, stream: NodeJS.WritableStream, wanted: boolean): Progress {
  const isTerminal = (stream as { readonly isTTY?: boolean }).isTTY === true
  if (!wanted || !isTerminal || total < FEWEST) return { ended: () => {}, clear: () => {} }
  let done = 0
  return {
    ended() {
      done += 1
      stream.write(`\r${done}/${total}`)
    },
    // CSI 2K erases the line (ECMA-48).
    clear: () => void stream.write('\r\u001b[2K'),
  }
}
