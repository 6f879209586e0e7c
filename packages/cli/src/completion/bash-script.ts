import type { CommandWords } from './command-words.ts'

/** The completion script for bash, 3.2 or later. File names are left to the shell. */
export function bashScript(places: readonly CommandWords[]): string {
  const cases = places.map(({ path, words, options }) => {
    const offered = `options='${options.map(({ name }) => name).join(' ')}'`
    const next = words.length > 0 ? ` words='${words.map(({ name }) => name).join(' ')}'` : ''
    return `    '${path.join(' ')}') ${offered}${next} ;;`
  })
  const withParts = places.filter(({ path, words }) => path.length === 1 && words.length > 0).map(({ path }) => path[0])
  return `# Completion of mintwell for bash. Once: eval "$(mintwell completion bash)"
_mintwell() {
  local current="\${COMP_WORDS[COMP_CWORD]}" place='' options='' words='' word='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ $word == -- ]]; then
      ((i == COMP_CWORD - 1)) && COMPREPLY=($(compgen -c -- "$current"))
      return
    fi
    [[ $word == -* || $word == help && -z $place ]] && continue
    if [[ -z $place ]]; then place="$word"
    elif [[ ' ${withParts.join(' ')} ' == *" $place "* ]]; then place="$place $word"
    fi
  done
  case "$place" in
${cases.join('\n')}
  esac
  if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}
complete -o bashdefault -o default -F _mintwell mintwell
`
}
