/** What a file holds, by its beginning. */
export type Content = 'zip' | 'record' | 'binary' | 'text'

/** How much of a file tells what it is, in bytes. */
export const SNIFFED_BYTES = 65_536

/** Tells what a file holds: an archive, a record (events or receipts, a JSON object a line), something that is no text, or a text. */
export function sniff(head: Uint8Array): Content {
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) return 'zip'
  const isUtf16 = head[0] === 0xff && head[1] === 0xfe
  if (isUtf16) return 'text'
  if (head.includes(0)) return 'binary'
  return isRecord(new TextDecoder('utf-8').decode(head)) ? 'record' : 'text'
}

function isRecord(text: string): boolean {
  const [first = '', ...rest] = text.split('\n')
  if (!first.startsWith('{')) return false
  let value: unknown
  try {
    value = JSON.parse(first)
  } catch {
    // A first line that is longer than the beginning; its keys are the same.
    return rest.length === 0 && /^\{"schema":1,"run":/.test(first)
  }
  const members = value as Readonly<Record<string, unknown>>
  const isEvent = members.schema === 1 && typeof members.event === 'object' && members.event !== null
  return isEvent || (typeof members.fingerprint === 'string' && typeof members.verdict === 'string')
}
