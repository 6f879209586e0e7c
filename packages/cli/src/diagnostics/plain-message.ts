/** Where the service's YAML reader says again where the error is, which every form of a diagnostic says by itself. */
const POSITIONS = /^\(Line: \d+, Col: \d+, Idx: \d+\) - \(Line: \d+, Col: \d+, Idx: \d+\): /

/** The message of a diagnostic without what the service puts around it: positions before, and the trace of an exception of its own in the lines after. */
export function plainMessage(message: string): string {
  const [first = ''] = message.split('\n')
  return first.replace(POSITIONS, '').trim()
}
