/** An element of XML: its name, and what is in it. */
export type XmlElement = readonly [name: string, content: string | readonly XmlElement[]]

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Characters that XML 1.0 cannot hold, not even escaped. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** Writes an element with the namespace of AWS' token service, indented as it does. */
export function writeXml([name, content]: XmlElement, namespace: string): string {
  return `<${name} xmlns="${namespace}">${inner(content, 1)}</${name}>\n`
}

function write([name, content]: XmlElement, depth: number): string {
  return `${'  '.repeat(depth)}<${name}>${inner(content, depth + 1)}</${name}>`
}

function inner(content: string | readonly XmlElement[], depth: number): string {
  if (typeof content === 'string') return escapeText(content)
  return `\n${content.map((element) => write(element, depth)).join('\n')}\n${'  '.repeat(depth - 1)}`
}

function escapeText(text: string): string {
  return text.replaceAll(FORBIDDEN, '\ufffd').replaceAll(/[&<>"]/g, (char) => ESCAPES[char] as string)
}
