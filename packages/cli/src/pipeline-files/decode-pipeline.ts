import { isUtf8 } from 'node:buffer'

/** A half of a surrogate pair, which no UTF-8 text has; with a byte added to it, the language can name that byte. */
const NOT_UTF8 = 0xdc00

/** The text of a file. It ends before the first byte that is not UTF-8, with `U+DC00` plus that byte, which the language refuses at its place. */
export function decodePipeline(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (isUtf8(bytes)) return text
  let good = firstDifference(bytes, Buffer.from(text))
  // The replacement character may begin with the very bytes that are wrong here.
  while (!isUtf8(bytes.subarray(0, good))) good -= 1
  return bytes.toString('utf8', 0, good) + String.fromCharCode(NOT_UTF8 + (bytes[good] ?? 0))
}

function firstDifference(left: Buffer, right: Buffer): number {
  let index = 0
  while (index < left.length && left[index] === right[index]) index += 1
  return index
}
