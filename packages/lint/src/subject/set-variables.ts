import type { ShellCommand } from '../shell/shell-command.ts'
import type { LintScript } from './lint-script.ts'

/** A `##vso[task.setvariable]` whose value has the ID token. */
export interface TokenVariable {
  /** Of the pipeline's variable; as written, so it may be a variable of the script. */
  readonly name: string
  readonly isSecret: boolean
  readonly isOutput: boolean
  /** The whole command, and where the properties end that are in brackets. */
  readonly start: number
  readonly end: number
  /** Where `]` is; undefined where the command is in a function. */
  readonly bracket: number | undefined
}

const COMMAND = /##vso\[task\.setvariable\s+([^\]\n]*)\]/i
/** A function of a script, of bash or PowerShell, up to a brace at the start of a line or the end of its own line; longer ones are passed over. */
const FUNCTION =
  /(?:^|\n)[ \t]*(?:function[ \t]+([\w-]+)[ \t]*(?:\([^)]*\))?|([\w-]+)[ \t]*\(\))\s*\{([^\n]*\}|[\s\S]{0,4000}?\n[ \t]*\})/g

/** The pipeline variables that a script makes of its ID token, those too that it sets by a function of its own. */
export function tokenVariables(script: LintScript): readonly TokenVariable[] {
  if (!/task\.setvariable/i.test(script.text)) return []
  const functions = settingFunctions(script.text)
  const seen = new Set<ShellCommand>()
  return script.tokenUses.flatMap(({ command, pipeline }): readonly TokenVariable[] =>
    // `echo "$token" | sed 's/^/##vso[…]/'` sets it as well.
    [command, ...pipeline].flatMap((each) => {
      if (seen.has(each)) return []
      const direct = findCommand(script.text, each)
      const properties = direct?.properties ?? functions.get(each.program)
      if (properties === undefined) return []
      seen.add(each)
      return [{ ...read(properties, each), start: each.start, end: each.end, bracket: direct?.bracket }]
    }),
  )
}

/** The logging command in the words of a command, or in its here-document. */
function findCommand(text: string, { start, end, input }: ShellCommand) {
  for (const [from, to] of [[start, end], ...(input ? [[input.start, input.end]] : [])]) {
    const match = COMMAND.exec(text.slice(from, to))
    if (match) return { properties: match[1] ?? '', bracket: (from ?? 0) + match.index + match[0].length - 1 }
  }
  return undefined
}

function read(properties: string, command: ShellCommand): Pick<TokenVariable, 'name' | 'isSecret' | 'isOutput'> {
  const name = /\bvariable=([^;\]]*)/i.exec(properties)?.[1]?.trim() ?? ''
  const given = /\$\{?1\b|^\$/.test(name) ? command.words[1]?.text : undefined
  return {
    name: given ?? name,
    isSecret: /\bissecret\s*=\s*true\b/i.test(properties),
    isOutput: /\bisoutput\s*=\s*true\b/i.test(properties),
  }
}

/** The functions of a script that set a variable, with the properties that they set. */
function settingFunctions(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, first, second, body = ''] of text.matchAll(FUNCTION)) {
    const properties = COMMAND.exec(body)?.[1]
    if (properties !== undefined) found.set((first ?? second ?? '').toLowerCase(), properties)
  }
  return found
}
