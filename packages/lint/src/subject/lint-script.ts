import type { ValuePlace } from '@mintwell/language'
import { readScript } from '../shell/read-script.ts'
import type { Dialect, ShellCommand } from '../shell/shell-command.ts'
import type { LocatedText, SourceFiles } from './source-files.ts'
import { allCommands, type ScriptTokenUse, traceToken } from './trace-token.ts'

/** Scripts without any of these words have nothing to do with tokens and logins: they are not read. */
const WORTH_READING =
  /idtoken|oidc|setvariable|setendpoint|\baz\b|azure|federated|serviceprincipal|tenantid|terraform|client_assertion|vstoken|access_?token/i

/** A script of a step, or a file that it runs. */
export class LintScript {
  readonly text: string
  readonly dialect: Dialect
  /** The path in the step: `inputs.inlineScript`, or the file. */
  readonly key: string
  readonly #value: ValuePlace
  readonly #sources: SourceFiles
  #commands: readonly ShellCommand[] | undefined
  #all: readonly ShellCommand[] | undefined
  #uses: readonly ScriptTokenUse[] | undefined

  constructor(text: string, dialect: Dialect, key: string, value: ValuePlace, sources: SourceFiles) {
    this.text = text
    this.dialect = dialect
    this.key = key
    this.#value = value
    this.#sources = sources
  }

  /** The commands at the top, those in substitutions inside of their words. Empty where no word of the script has to do with tokens. */
  get commands(): readonly ShellCommand[] {
    this.#commands ??= WORTH_READING.test(this.text) ? readScript(this.text, this.dialect) : []
    return this.#commands
  }

  /** The commands, whatever words the script has. */
  get calls(): readonly ShellCommand[] {
    return WORTH_READING.test(this.text) ? this.commands : readScript(this.text, this.dialect)
  }

  /** All commands, those in substitutions behind the one that has them. */
  get allCommands(): readonly ShellCommand[] {
    this.#all ??= allCommands(this.commands)
    return this.#all
  }

  /** Where the script uses the ID token. */
  get tokenUses(): readonly ScriptTokenUse[] {
    this.#uses ??= /idtoken|oidc/i.test(this.text) ? traceToken(this.commands) : []
    return this.#uses
  }

  /** Where a stretch of the script is in its file. */
  locate(start: number, end: number): LocatedText {
    return this.#sources.locate(this.#value, this.text, start, end)
  }
}
