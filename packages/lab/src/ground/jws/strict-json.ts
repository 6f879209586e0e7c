const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/** How deep objects and lists may nest: the default of .NET's reader (Microsoft Learn, JsonReaderOptions.MaxDepth). */
const DEPTH_LIMIT = 64

/**
 * Reads a JSON object as a token may have it; undefined when the text is not one object, is nested too deep, or names a member twice.
 * JSON.parse would silently take the last of two, and a verifier that takes the first would see another token (RFC 7519, section 4).
 */
export function parseStrictObject(text: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return isStrict(text) ? (value as Readonly<Record<string, unknown>>) : undefined
}

/** Looks for members named twice in the outermost object, and at the depth. The text is known to be JSON. */
function isStrict(text: string): boolean {
  const seen = new Set<string>()
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (char === QUOTE) {
      const end = endOfString(text, at)
      if (depth === 1 && isFollowedByColon(text, end)) {
        const written = text.slice(at, end + 1)
        const name = written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1)
        if (seen.has(name)) return false
        seen.add(name)
      }
      at = end
    } else if (char === OPEN_BRACE || char === OPEN_BRACKET) {
      depth += 1
      if (depth > DEPTH_LIMIT) return false
    } else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth -= 1
  }
  return true
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at
}

function isFollowedByColon(text: string, end: number): boolean {
  let at = end + 1
  if (text.charCodeAt(at) === COLON) return true
  while (/\s/.test(text.charAt(at))) at += 1
  return text.charCodeAt(at) === COLON
}
