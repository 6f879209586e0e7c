/**
 * Calls back when a signal aborts, at once where it has aborted already: an event listener alone would wait for ever. Gives the way back.
 *
 * @example const forget = whenAborted(io.signal, () => tokens.close())
 */
export function whenAborted(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback()
    return () => {}
  }
  signal.addEventListener('abort', callback, { once: true })
  return () => signal.removeEventListener('abort', callback)
}
