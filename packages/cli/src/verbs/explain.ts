import { parseArgs } from 'node:util'
import { createExplainer, formatExplanation } from '@mintwell/diagnose'
import { readInput, refuseTokens } from '../inspect/read-input.ts'
import { jsonText, say } from '../say.ts'
import type { Verb } from '../verb.ts'
import { proseWidthOf } from '../wrap-text.ts'

const usage = 'mintwell explain [FILE|FOLDER|ZIP|-]… [--json]'

/** `mintwell explain`: says what the refusals in a text mean, how sure that is, and what to do. */
export const explain: Verb = {
  name: 'explain',
  usage,
  help: `Reads any text (a log, an error, a report) and explains the refusals of token exchanges in it: how old the token was, who
issued it, how late it came, the mechanism with the evidence for it, and what to do, cheapest first.

Usage: ${usage}

  FILE      a file; several are read one after the other, as one text
  FOLDER    all files in it, such as the unpacked logs of a run
  ZIP       the logs of a run, as Azure Pipelines gives them (Download logs)
  -         standard input, also where nothing is given and it is not a terminal
  --json    one document on stdout

Give the whole log: times of tokens that a script decoded, and debug lines (System.Debug: true), are evidence. It does not matter
how the log is wrapped or what a logger put before each line, and its size does not matter either.
It recognises Entra's codes (AADSTS…) and the refusals of Azure DevOps, GitHub, AWS STS, Google, Vault and Kubernetes. Nothing is sent
anywhere.

Exit code: 0 something was explained; 1 nothing was recognised; 2 wrong use, or a file cannot be read.
`,
  async run(argv, io) {
    refuseTokens(argv, 'explain')
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    })
    const explainer = createExplainer()
    for await (const chunk of readInput(positionals, io, { name: 'explain', takesFolders: true })) explainer.push(chunk)
    const explanation = explainer.finish()
    const recognised = explanation.findings.length > 0
    if (values.json) io.stdout.write(jsonText(explanation, 2))
    else if (recognised) say(io.stdout, formatExplanation(explanation, proseWidthOf(io.stdout)))
    else {
      if (explanation.warnings.length > 0) say(io.stdout, formatExplanation(explanation, proseWidthOf(io.stdout)))
      io.stderr.write(
        'mintwell explain: nothing in this text is recognised: it has neither an AADSTS code with a message nor a known refusal of Azure DevOps, GitHub, AWS, Google, Vault or Kubernetes.\n' +
          'Give the whole log, with System.Debug: true if it is one of Azure Pipelines. A code that is only named in a sentence is not explained: give the code alone to look it up.\n',
      )
    }
    return recognised ? 0 : 1
  },
}
