import type { CommandWords } from './command-words.ts'

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** The completion script for fish. */
export function fishScript(places: readonly CommandWords[]): string {
  const lines = places.flatMap(({ path, words, options }) => {
    const here = `complete -c mintwell -n ${quoted(`__mintwell_at ${path.join(' ')}`.trim())}`
    const exactly = `complete -c mintwell -f -n ${quoted(`__mintwell_at --exactly ${path.join(' ')}`.trim())}`
    return [
      ...words.map(({ name, summary }) => `${exactly} -a ${name} -d ${quoted(summary)}`),
      ...options.map(({ name, short, summary }) => {
        const names = `-l ${name.slice(2)}${short ? ` -s ${short.slice(1)}` : ''}`
        return `${path.length === 0 ? exactly : here} ${names}${summary ? ` -d ${quoted(summary)}` : ''}`
      }),
    ]
  })
  return `# Completion of mintwell for fish. Once: mintwell completion fish > ~/.config/fish/completions/mintwell.fish
# Whether the words before the cursor begin with these, options aside; with --exactly, whether they are these.
function __mintwell_at
  set -l exactly 0
  if test "$argv[1]" = --exactly
    set exactly 1
    set -e argv[1]
  end
  set -l typed (commandline -opc)
  set -e typed[1]
  contains -- -- $typed; and return 1
  set -l named
  for word in $typed
    string match -q -- '-*' $word; or set -a named $word
  end
  test "$named[1]" = help; and set -e named[1]
  set -l count (count $argv)
  test (count $named) -ge $count; or return 1
  test $exactly = 0; or test (count $named) -eq $count; or return 1
  for i in (seq 1 $count)
    test "$named[$i]" = "$argv[$i]"; or return 1
  end
  return 0
end
${lines.join('\n')}
`
}
