import { parseArgs } from 'node:util'
import { bashScript } from '../completion/bash-script.ts'
import { type CommandWords, commandWords } from '../completion/command-words.ts'
import { fishScript } from '../completion/fish-script.ts'
import { pwshScript } from '../completion/pwsh-script.ts'
import { zshScript } from '../completion/zsh-script.ts'
import { UsageError, type Verb, type VerbTable } from '../verb.ts'

const scripts: Readonly<Record<string, (places: readonly CommandWords[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  pwsh: pwshScript,
}

const shells = Object.keys(scripts).join('|')

/** `mintwell completion`: the completion script of a shell, made of the table of verbs and of their help pages. */
export function completionOf(verbs: VerbTable): Verb {
  return {
    name: 'completion',
    usage: `mintwell completion ${shells}`,
    help: `Prints a completion script: with it, a shell completes the commands, options and file names of mintwell.

Usage: mintwell completion ${shells}

  bash    in ~/.bashrc:   eval "$(mintwell completion bash)"
  zsh     in ~/.zshrc:    eval "$(mintwell completion zsh)"
  fish    once:           mintwell completion fish > ~/.config/fish/completions/mintwell.fish
  pwsh    in $PROFILE:    mintwell completion pwsh | Out-String | Invoke-Expression
`,
    async run(argv, io) {
      const { positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: {} })
      const [shell, extra] = positionals
      if (shell === undefined) throw new UsageError(`a shell is needed: ${shells}.`)
      if (extra !== undefined) throw new UsageError(`one shell at a time, not '${extra.slice(0, 40)}' too.`)
      const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined
      if (!script) {
        const { suggest } = await import('../suggest.ts')
        const hint = suggest(shell, Object.keys(scripts)) ?? `Shells: ${shells}.`
        throw new UsageError(`unknown shell '${shell.slice(0, 40)}'. ${hint}`)
      }
      io.stdout.write(script(await commandWords(verbs)))
      return 0
    },
  }
}
