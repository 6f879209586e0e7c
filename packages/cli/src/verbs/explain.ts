import { parseArgs } from 'node:util'
import { explainText, formatExplanation } from '@mintwell/diagnose'
import { readInput, refuseTokens } from '../inspect/read-input.ts'
import type { Verb } from '../verb.ts'

const usage = 'mintwell explain [FILE|-] [--json]'

/** `mintwell explain`: says what the refusals in a text mean, how sure that is, and what to do. */
export const explain: Verb = {
  name: 'explain',
  usage,
  summary: 'Say what an error in a log means, and what to do',
  help: `Reads any text (a log, an error, a report) and explains the refusals of token exchanges in it: how old the token was, who
issued it, how late it came, the mechanism behind it with the evidence, and what to do, cheapest first.

Usage: ${usage}

  FILE      a file
  -         standard input; also where nothing is given and it is no terminal
  --json    one document on stdout

Give the whole log: times of tokens that a script decoded, and debug lines (System.Debug: true), are evidence.
Known are Entra's codes (AADSTS…), Azure DevOps' and AWS STS' refusals. Nothing is sent anywhere.

Exit code: 0 something was explained; 1 nothing was recognised; 2 wrong use, or the file cannot be read.
`,
  async run(argv, io) {
    refuseTokens(argv, 'explain')
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    })
    const explanation = explainText(await readInput(positionals, io, explain))
    const recognised = explanation.findings.length > 0
    if (values.json) io.stdout.write(`${JSON.stringify(explanation, null, 2)}\n`)
    else if (recognised) io.stdout.write(formatExplanation(explanation))
    else {
      if (explanation.warnings.length > 0) io.stdout.write(formatExplanation(explanation))
      io.stderr.write(
        'mintwell explain: nothing in this text is recognised: no AADSTS code, no refusal of Azure DevOps or AWS STS that is known here.\n' +
          'Give the whole log, with System.Debug: true if it is one of Azure Pipelines.\n',
      )
    }
    return recognised ? 0 : 1
  },
}
