import type { LintScript } from '../subject/lint-script.ts'

/** What the shell does itself: its words are in no list of processes (POSIX.1-2024, "Special Built-In Utilities"; bash). */
const BUILTINS =
  /^(?:echo|printf|print|test|\[|\[\[|read|export|set|unset|local|declare|eval|true|false|return|exit|shift|case|for|function|let|if|elif|while|:|\.|source|trap|type|hash|wait|)$/

/** Whether a word starts a program of its own, not a part of the shell: PowerShell's cmdlets run inside of it. */
export function isProgram(name: string, { dialect, text }: LintScript): boolean {
  if (BUILTINS.test(name) || /^[$(@"'#<]/.test(name)) return false
  if (dialect === 'powershell')
    return (
      !/^[a-z]+-[a-z]+$/.test(name) &&
      !/^(?:irm|iwr|throw|return|foreach|switch|sleep|cd|cat|cp|rm|mv|ls|tee|param|throw)$/.test(name) &&
      !/^\[/.test(name)
    )
  return !isOwnFunction(name, text)
}

function isOwnFunction(name: string, text: string): boolean {
  if (!/^[\w-]+$/.test(name)) return false
  return new RegExp(String.raw`(?:^|\n)\s*(?:function\s+${name}\b|${name}\s*\(\))`, 'i').test(text)
}
