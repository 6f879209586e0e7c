const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a

/**
 * Reads a JSON object as a token may have it; undefined when the text is not one object, or names a member twice. JSON.parse would silently take the
 * last of two, and a verifier that takes the first would see another token (RFC 7519, section 4).
 */
export function parseStrictObject(text: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return hasDuplicateMember(text) ? undefined : (value as Readonly<Record<string, unknown>>)
}

/** Looks only at the outermost object. The text is known to be JSON. */
function hasDuplicateMember(text: string): boolean {
  const seen = new Set<string>()
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (char === QUOTE) {
      const end = endOfString(text, at)
      if (depth === 1 && isFollowedByColon(text, end)) {
        const written = text.slice(at, end + 1)
        const name = written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1)
        if (seen.has(name)) return true
        seen.add(name)
      }
      at = end
    } else if (char === 0x7b || char === 0x5b) depth += 1
    else if (char === 0x7d || char === 0x5d) depth -= 1
  }
  return false
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at
}

function isFollowedByColon(text: string, end: number): boolean {
  let at = end + 1
  while (/\s/.test(text.charAt(at))) at += 1
  return text.charCodeAt(at) === COLON
}
