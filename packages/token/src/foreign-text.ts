/**
 * Characters that a terminal or an editor obeys instead of showing: control characters but for the tab (C0, DEL, C1), line and paragraph separators, and marks that turn the
 * direction of writing or have no width (Unicode's default ignorables, of which "Trojan Source" made use, CVE-2021-42574).
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is sought.
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' }

/** What Azure Pipelines reads as a command anywhere in a line, and colours at its beginning; GitHub Actions reads the second one too (`##[add-mask]`). */
const AGENT_COMMAND = /##(?=(?:vso)?\[)/gi
/** What GitHub Actions reads as a command at the beginning of a line. */
const GITHUB_COMMAND = /^(\s*)::/

/** What is known of a foreign text. */
export interface ForeignTextOptions {
  /** What must not be seen besides tokens, such as the credentials of the request that the text answers. */
  readonly secrets?: readonly string[]
  /** How much of it is of use, in characters; what is behind is cut off. */
  readonly longest?: number
}

const HIDDEN = '***'

/**
 * Makes a text of somebody else's (a service's answer, a name in a user's file, a file's name) fit for any output, in one line: characters that a terminal would obey are shown as
 * escapes, nothing in it is a command to an agent that reads the log, and tokens and the given secrets are cut out, whole, before the text is shortened.
 *
 * @example foreignText('no\n##vso[task.complete]') // 'no\\n**vso[task.complete]'
 */
export function foreignText(text: string, { secrets = [], longest }: ForeignTextOptions = {}): string {
  const safe = withoutSecrets(text, secrets)
    .replace(UNSEEN, showEscaped)
    .replace(AGENT_COMMAND, '**')
    .replace(GITHUB_COMMAND, '$1: :')
  return longest !== undefined && safe.length > longest ? `${safe.slice(0, longest)}…` : safe
}

/**
 * The same for a text of several lines that we have laid out ourselves, with foreign parts in it: its line ends stay.
 *
 * @example io.stderr.write(`${foreignLines(error.message)}\n`)
 */
export function foreignLines(text: string, options: ForeignTextOptions = {}): string {
  return withoutSecrets(text, options.secrets ?? [])
    .split('\n')
    .map((line) => foreignText(line))
    .join('\n')
}

/** The text of a JSON document in which no string is a command to an agent or has a character that a terminal obeys: such characters are written as JSON escapes, so that it says the same. */
export function foreignJson(json: string): string {
  return json
    .replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, jsonEscape)
    .replace(AGENT_COMMAND, '\\u0023\\u0023')
}

function jsonEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  let cut = text
  const longestFirst = secrets.filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length)
  for (const secret of longestFirst) cut = cut.replaceAll(secret, HIDDEN)
  return cut.replace(DOTTED, withoutToken)
}

/** The characters of a compact token. */
const DOTTED = /[A-Za-z0-9_.-]+/g
/** The beginning of a header in base64url, wherever something is stuck to its front. */
const HEADER = /e[wy]/
/** A header is no shorter than this, in characters: `{"alg":…}`. */
const SHORTEST_HEADER = 10
/** As many parts as a compact token has at most (RFC 7516). */
const MOST_PARTS = 5

/** Cuts tokens out of a run of their characters: from a header on that a second object follows, also where the signature was cut off. */
function withoutToken(run: string): string {
  const parts = run.split('.')
  const kept: string[] = []
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] as string
    const header = /^e[wy]/.test(parts[index + 1] ?? '') ? part.search(HEADER) : -1
    const isToken = header !== -1 && part.length - header >= SHORTEST_HEADER
    kept.push(isToken ? part.slice(0, header) + HIDDEN : part)
    if (isToken) index += Math.min(MOST_PARTS, parts.length - index) - 1
  }
  return kept.join('.')
}

function showEscaped(character: string): string {
  const code = character.charCodeAt(0)
  return NAMED[character] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`)
}
