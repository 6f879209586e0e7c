/** What a `mintwell` on PATH calls: the agent's own Node, because a machine need not have one on PATH, and the one-file command beside the task. */
export interface CommandPlaces {
  readonly node: string
  readonly script: string
}

/** The files that make `mintwell` a command for POSIX shells (and bash on Windows), and for cmd.exe and PowerShell. */
export function commandFiles({
  node,
  script,
}: CommandPlaces): readonly { readonly name: string; readonly text: string }[] {
  const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`
  return [
    { name: 'mintwell', text: `#!/bin/sh\nexec ${quote(node)} ${quote(script)} "$@"\n` },
    { name: 'mintwell.cmd', text: `@"${node.replaceAll('%', '%%')}" "${script.replaceAll('%', '%%')}" %*\r\n` },
  ]
}
