import type { Verb } from '../verb.ts'

const usage =
  'mintwell evidence [PATH|URL|-]… [--organization NAME --pipeline NAME] [--html FILE] [--open] [--markdown|--json] [--pseudonymise] [--write-scenario FILE]'

/** `mintwell evidence`: from the logs of runs, which mechanism made a token fail, and what shows it. */
export const evidence: Verb = {
  name: 'evidence',
  usage,
  help: `Reads the logs of a pipeline's runs, lays out when tokens were minted, taken, used and refused, and says which mechanism explains it, with the
reasons. The pipeline need not know Mintwell. No log is sent anywhere, and no token or secret comes out.

Usage: ${usage}

What is read
  PATH             the zip of "Download logs", a folder of logs or zips, a file: the log of a step or of a job, or a copy of one from the web page; the
                   events of 'mintwell run --jsonl', receipts of 'mintwell exec --receipts'. Runs of several pipelines may be mixed, in any order
  -                standard input, also where nothing is given and it is not a terminal
  URL              the page of a run: its logs are downloaded

  --organization NAME|URL --pipeline NAME   the last runs of a pipeline; --project NAME where it is, --last N how many (default: 20)
  --token-file FILE                         the token; else AZURE_DEVOPS_EXT_PAT, SYSTEM_ACCESSTOKEN, or that of az; it needs Build (read)

Output
  --html FILE      one self-contained page to attach to a ticket; where there are several pipelines, a page for each
  --open           open the page
  --markdown       Markdown on stdout, for an issue or a job's summary
  --json           one document on stdout
  --pseudonymise   other names for pipelines, jobs, steps, agents, connections, organizations and ids, and no lines of logs; times stay
  --write-scenario FILE   what the lab needs to play what was seen: 'mintwell run PIPELINE --scenario FILE'

The mechanisms: late-bound, echo, both, held-too-long, clock-skew, rotation, not-propagated, spent; none where nothing is wrong, unknown where the logs do not
tell, with what would decide. Logs of several runs say more than one; with System.Debug: true they say most.

Exit code: 0 the history was judged; 1 nothing of a pipeline was found; 2 wrong use, or something cannot be read; 3 the organization cannot be read.
`,
  async run(argv, io) {
    const { readEvidenceCall } = await import('../evidence/evidence-options.ts')
    const call = readEvidenceCall(argv)
    const { runEvidence } = await import('../evidence/run-evidence.ts')
    return runEvidence(call, io)
  },
}
