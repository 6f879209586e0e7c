import type { CommandWords } from './command-words.ts'

/** A word in single quotes, with what `_describe` would read as its separator escaped. */
function entry(name: string, summary: string): string {
  return `'${`${name}:${summary.replaceAll('\\', '\\\\').replaceAll(':', '\\:')}`.replaceAll("'", `'\\''`)}'`
}

/** The completion script for zsh: to be sourced, or a file `_mintwell` in a folder of `fpath`. */
export function zshScript(places: readonly CommandWords[]): string {
  const cases = places.map(({ path, words, options }) => {
    const lines = [`      options=(${options.map(({ name, summary }) => entry(name, summary)).join(' ')})`]
    if (words.length > 0) lines.push(`      next=(${words.map(({ name, summary }) => entry(name, summary)).join(' ')})`)
    return `    '${path.join(' ')}')\n${lines.join('\n')}\n      ;;`
  })
  const withParts = places.filter(({ path, words }) => path.length === 1 && words.length > 0).map(({ path }) => path[0])
  return `#compdef mintwell
# Completion of mintwell for zsh. Once: eval "$(mintwell completion zsh)"
_mintwell() {
  local -a options next
  local place='' word
  integer i
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ $word == -- ]]; then
      (( i == CURRENT - 1 )) && _command_names -e || _files
      return
    fi
    [[ $word == -* || ( $word == help && -z $place ) ]] && continue
    if [[ -z $place ]]; then place=$word
    elif [[ ' ${withParts.join(' ')} ' == *" $place "* ]]; then place="$place $word"
    fi
  done
  case $place in
${cases.join('\n')}
  esac
  if [[ $words[CURRENT] == -* ]]; then _describe -o option options
  elif (( $#next )); then _describe command next
  else _files
  fi
}
if [[ $funcstack[1] == _mintwell ]]; then _mintwell "$@"
elif (( $+functions[compdef] )); then compdef _mintwell mintwell
else autoload -Uz compinit && compinit && compdef _mintwell mintwell
fi
`
}
