/** A segment that carries a key in parentheses: `applications(appId='…')`, `applications('…')`. */
const KEYED = /^([A-Za-z$.]+)\((?:([A-Za-z]+)=)?'?([^']*?)'?\)$/

/**
 * The path by which a request is routed. Words are in lower case; a key in parentheses becomes the next segment, with its property in front, so that
 * `/v1.0/applications(appId='X')/federatedIdentityCredentials/main` is `/v1.0/applications/appid=X/federatedidentitycredentials/main`.
 */
export function routePath(url: string): string {
  const segments: string[] = []
  for (const written of new URL(url).pathname.split('/')) {
    if (written === '') continue
    const segment = decode(written)
    const [, word, property, value] = KEYED.exec(segment) ?? []
    if (word !== undefined) {
      const key = property === undefined ? (value as string) : `${property.toLowerCase()}=${value}`
      segments.push(word.toLowerCase(), encodeURIComponent(key))
    } else {
      // Behind the version, words and keys stand by turns.
      segments.push(
        segments.length % 2 === 1 || segments.length === 0 ? segment.toLowerCase() : encodeURIComponent(segment),
      )
    }
  }
  return `/${segments.join('/')}`
}

/** A key as it is in a path: a value, and the property that it is of where that is not the object's id. */
export interface PathKey {
  readonly property: string | undefined
  readonly value: string
}

/** Reads a key of {@link routePath}. */
export function keyOf(text: string): PathKey {
  const [, property, value] = /^([a-z]+)=(.*)$/.exec(text) ?? []
  return property === undefined ? { property: undefined, value: text } : { property, value: value as string }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
