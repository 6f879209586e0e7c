import type { CommandWords } from './command-words.ts'

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** The completion script for PowerShell, 5.1 or later. */
export function pwshScript(places: readonly CommandWords[]): string {
  const rows = places.map(({ path, words, options }) => {
    const pairs = (list: readonly { readonly name: string; readonly summary: string }[]) =>
      list.map(({ name, summary }) => `@(${quoted(name)}, ${quoted(summary || name)})`).join(', ')
    return `    ${quoted(path.join(' '))} = @{ words = @(${pairs(words)}); options = @(${pairs(options)}) }`
  })
  return `# Completion of mintwell for PowerShell. Once, in $PROFILE: mintwell completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName mintwell -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $places = @{
${rows.join('\n')}
  }
  $typed = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  if ($typed -contains '--') { return }
  $place = ''
  foreach ($word in $typed) {
    if ($word.StartsWith('-') -or ($word -eq 'help' -and $place -eq '')) { continue }
    $longer = "$place $word".Trim()
    if (-not $places.ContainsKey($longer)) { break }
    $place = $longer
  }
  $here = $places[$place]
  $offered = if ($wordToComplete.StartsWith('-')) { $here.options } else { $here.words }
  $offered | Where-Object { $_ -and $_[0].StartsWith($wordToComplete) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
  }
}
`
}
