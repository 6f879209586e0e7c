/** What a text without a token is instead, and what to do about it. */
interface Kind {
  readonly matches: (text: string) => boolean
  readonly says: (text: string) => string
}

const is = (pattern: RegExp) => (text: string) => pattern.test(text)

/** The first that matches counts. None of them quotes more of the text than the name of a variable. */
const KINDS: readonly Kind[] = [
  { matches: (text) => text === '', says: () => 'the text is empty' },
  {
    matches: is(/^(?:null|undefined|none|nil|false)$/i),
    says: (text) => `the text is the word ${text}, which a client makes of an answer without a token`,
  },
  {
    matches: is(/^["']?\*{3,}["']?$/),
    says: () =>
      'the text is ***, which is what a log shows in place of a secret: it was copied from a log. Use the variable itself, in the step',
  },
  {
    matches: is(/^\$\([\w. -]{1,100}\)$/),
    says: (text) =>
      `the text is ${text}, a macro that Azure Pipelines did not replace: there is no variable of that name where it is used (one that a step sets exists only in later steps, and a script's $idToken is not a pipeline variable)`,
  },
  {
    matches: is(/^\$\{\{.{0,200}\}\}$|^\$\[.{0,200}\]$/s),
    says: () =>
      'the text is an expression of the pipeline that was not evaluated: such an expression works in some places only',
  },
  {
    matches: is(/^(?:\$\w{1,100}|\$\{\w{1,100}\}|\$env:\w{1,100}|%\w{1,100}%)$/i),
    says: (text) =>
      `the text is ${text}, the name of a variable in place of its value: single quotes, or another shell than that form is for`,
  },
  {
    matches: is(/^\s*<(?:!doctype|html|\?xml)/i),
    says: () => 'the text is a web page, most likely one to sign in',
  },
  {
    matches: is(/^ZXlK[\w+/=\s-]{20,}$/),
    says: () => 'the text is most likely a token in base64, encoded once more: decode it first (`base64 -d`)',
  },
  {
    matches: is(/^(?:[a-z2-7]{52}|[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4})$/),
    says: () =>
      'the text is most likely a personal access token of Azure DevOps, which is not an ID token and cannot be exchanged',
  },
  {
    matches: is(/^(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|gl(?:pat|ptt|cbt)-[\w-]{10,})$/),
    says: () => 'the text is a token of GitHub’s or GitLab’s API, which is not an ID token and cannot be exchanged',
  },
  {
    matches: is(/^(?:\/|\.{1,2}\/|~\/|[A-Za-z]:\\)[^\n]{1,300}$/),
    says: () => 'the text looks like the path of a file: give it as FILE, to read the token in it',
  },
  {
    matches: is(/^e[wy][\w-]{20,}(?:\.(?:e[wy][\w-]{0,20000})?)?$/),
    says: () => 'the text begins as a token does and ends too early: it was cut',
  },
  {
    matches: (text) => isJson(text),
    says: () => 'the text is JSON, and has no token in it: most likely an error; read what it says',
  },
]

/** Says what a text without a token is instead; at most a variable's name of it is repeated. */
export function sayWhatInstead(head: string, length: number): string {
  const text = head.trim()
  const kind = length <= head.length ? KINDS.find(({ matches }) => matches(text)) : undefined
  return kind?.says(text) ?? `the text has ${length} characters, but nothing of the form of a compact JWT`
}

function isJson(text: string): boolean {
  if (!/^[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
