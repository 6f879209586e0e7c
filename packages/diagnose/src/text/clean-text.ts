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
const REDIRECT = /([?&#]error_description=)([^\s&"'<>]{1,4000})/g

/** Text inside JSON, perhaps twice, inside HTML or XML, or inside PowerShell's CLIXML. */
const ESCAPES: readonly (readonly [RegExp, string])[] = [
  [/\\{1,8}r\\{1,8}n|\\{1,8}n|_x000D__x000A_|_x000A_/g, '\n'],
  [/\\{1,8}t/g, '\t'],
  [/\\{1,8}u0027|&#39;|&#x27;|&apos;|\\{1,8}'/gi, "'"],
  [/\\{1,8}u0022|&quot;|&#34;|\\{1,8}"/gi, '"'],
  [/\\{1,8}u0026|&amp;/gi, '&'],
  [/\\{1,8}u003c|&lt;/gi, '<'],
  [/\\{1,8}u003e|&gt;/gi, '>'],
  [/\\{1,8}u002b/gi, '+'],
  [/\\{1,8}\//g, '/'],
]

/** Takes out of a text what transport put into it: terminal control, escapes of JSON, XML and URLs, and the links of a copied log. */
export function cleanText(text: string): string {
  let plain = text.includes(ESCAPE) ? text.replace(TERMINAL, '') : text
  if (plain.includes('](https://')) plain = plain.replace(COPIED_LINE, '').replace(COPIED_NUMBER, '$1')
  if (plain.includes('{"log":"')) plain = plain.replace(DOCKER_LINE, (_, log: string) => log.replace(/\\n$/, ''))
  if (plain.includes('error_description='))
    plain = plain.replace(REDIRECT, (_, key: string, value: string) => key + decode(value))
  for (const [written, character] of ESCAPES) plain = plain.replace(written, character)
  return plain
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
