import type { ShellCommand, Word } from '../shell/shell-command.ts'
import { inScript } from './report.ts'
import type { LintRule } from './rule.ts'

/** The assertion where a client secret belongs. */
export const tokenAsPassword: LintRule = {
  id: 'L07',
  name: 'token-as-password',
  title: 'An ID token is given where a client secret belongs',
  severity: 'warning',
  confidence: 'high',
  reason:
    'Entra takes a secret and an ID token in different parameters. A token that is sent as a secret is refused with AADSTS7000215.',
  cure: 'Give it with `--federated-token`, or as `client_assertion` with `client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.',
  *check({ steps }) {
    for (const step of steps)
      for (const script of step.scripts)
        for (const { command, word, assignment } of script.tokenUses) {
          const what = assignment ? secretVariable(assignment.name) : secretArgument(command, word)
          if (what) yield inScript(step, script, command.start, command.end, `the ID token is given as ${what}`)
        }
  },
}

function secretVariable(name: string): string | undefined {
  return /^(?:ARM|AZURE)_CLIENT_SECRET$/i.test(name) ? name : undefined
}

function secretArgument({ program, words }: ShellCommand, word: Word): string | undefined {
  if (/\bclient_secret=/.test(word.text)) return '`client_secret`'
  if (program !== 'az' || words[1]?.text !== 'login') return undefined
  const before = words[words.indexOf(word) - 1]?.text ?? ''
  return /^(?:-p|--password)$/.test(before) || /^(?:-p|--password=)\S/.test(word.text) ? 'a password' : undefined
}
