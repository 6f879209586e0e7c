const ESCAPE = String.fromCharCode(27)

/**
 * Terminal control: colours and cursor moves (ECMA-48 CSI), titles and links (OSC), and the strings that Buildkite writes its times in (APC). A final byte that is
 * missing ends the sequence as well, so that no text is lost.
 */
const TERMINAL = new RegExp(
  `${ESCAPE}(?:\\[[0-9;:?]{0,30}[ -/]{0,3}[@-~]?|[\\]_][^${ESCAPE}\\u0007\\n]{0,300}(?:\\u0007|${ESCAPE}\\\\)?)`,
  'g',
)

/** A number that GitHub's web page turned into a link to a line of the log when it was copied: `AADSTS700[21](https://github.com/…#step:4:22)1`. */
const COPIED_LINE = /^\s{0,20}\[\d{1,6}\]\(https:\/\/[^\s()]{1,400}\)\s{0,20}$/gm
const COPIED_NUMBER = /\[(\d{1,6})\]\(https:\/\/[^\s()]{1,400}\)/g

/** Docker's json-file log: one JSON object a line, the text in `log`. */
const DOCKER_LINE = /^\{"log":"((?:[^"\\\n]|\\.){0,16000})","stream":"\w{1,10}"[^\n]{0,200}\}$/gm

/** The error of an OAuth redirect, in its URL (RFC 6749 §4.1.2.1). */
const REDIRECT = /([?&#]error_description=)([^\s&"<>]{1,4000})/g

/** An escape of JSON, perhaps of JSON inside JSON: a run of backslashes, taken whole so that no text is slow, and what they stand before. */
const ESCAPED = /\\+(r\\+n|u00[0-9a-f]{2}|[nt'"/])?/gi
/** Characters as HTML and XML write them, and line breaks as PowerShell's CLIXML does. */
const ENTITY = /&(?:#39|#x27|apos|quot|#34|amp|lt|gt);|_x000D_(?:_x000A_)?|_x000A_/gi

const ENTITIES: Readonly<Record<string, string>> = {
  '&#39;': "'",
  '&#x27;': "'",
  '&apos;': "'",
  '&quot;': '"',
  '&#34;': '"',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
}

/** Takes out of a text what transport put into it: terminal control, escapes of JSON, XML and URLs, and the links of a copied log. */
export function cleanText(text: string): string {
  let plain = text.includes(ESCAPE) ? text.replace(TERMINAL, '') : text
  if (plain.includes('](https://')) plain = plain.replace(COPIED_LINE, '').replace(COPIED_NUMBER, '$1')
  if (plain.includes('{"log":"')) plain = plain.replace(DOCKER_LINE, (_, log: string) => log.replace(/\\n$/, ''))
  if (plain.includes('error_description='))
    plain = plain.replace(REDIRECT, (_, key: string, value: string) => key + decode(value))
  if (plain.includes('\\')) plain = plain.replace(ESCAPED, unescaped)
  if (plain.includes('&') || plain.includes('_x000'))
    plain = plain.replace(ENTITY, (entity) => ENTITIES[entity.toLowerCase()] ?? '\n')
  return plain
}

function unescaped(whole: string, escaped: string | undefined): string {
  if (escaped === undefined) return whole
  const first = escaped[0] as string
  if (first === 'n' || first === 'r') return '\n'
  if (first === 't') return '\t'
  if (first !== 'u' && first !== 'U') return first
  const code = Number.parseInt(escaped.slice(1), 16)
  return code < 0x20 || code > 0x7e ? whole : String.fromCharCode(code)
}

/** Percent-decodes a value of a query, twice where it was encoded twice; what cannot be decoded stays as it is. */
function decode(value: string): string {
  let text = value.replaceAll('+', ' ')
  for (let round = 0; round < 2 && /%[0-9a-f]{2}/i.test(text); round += 1) {
    try {
      text = decodeURIComponent(text)
    } catch {
      return text
    }
  }
  return text
}
