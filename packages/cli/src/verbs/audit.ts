import { parseArgs } from 'node:util'
import type { AuditCall } from '../audit/audit-options.ts'
import type { Io, Verb } from '../verb.ts'

const usage =
  'mintwell audit [--organization NAME|URL] [--project NAME]… [--from DIR] [PATH…] [--graph] [--save DIR] [--compare FILE] [--json]'

/** `mintwell audit`: which service connections fail, when, and what to change first. It only reads. */
export const audit: Verb = {
  name: 'audit',
  usage,
  help: `Says of every service connection who issues its ID tokens, who uses it, who trusts it, and when it will fail: the issuer vstoken.dev.azure.com retires
on 2027-07-01. It only reads.

Usage: ${usage}

What is read
  --organization NAME|URL   an organization of Azure DevOps
  --project NAME            only this project; repeatable
  --from DIR                answers that were saved: by --save, or with curl, under any names
  PATH…                     pipelines, or folders of them: the connections that they name

More
  --token-file FILE         the token (default: AZURE_DEVOPS_EXT_PAT, SYSTEM_ACCESSTOKEN, or that of az); it is sent to the organization's host alone
  --graph                   also read who trusts the connections, from Microsoft Graph and Azure Resource Manager, with the account of az
  --party NAME              this relying party takes tokens of the connections as well: aws, google, vault, kubernetes, keycloak, anthropic; repeatable
  --history N               how many of the last uses of each connection are read (default: 500)
  --days N                  runs of so many days are read (default: 30)
  --save DIR                keep the answers in DIR, without anything secret; an audit that was interrupted resumes from there
  --compare FILE            the --json of an earlier audit: say what has changed

Output
  --all                     every connection, not only the first 20 that are at risk
  --json                    one document on stdout

A personal access token needs the scopes Build (read), Service Connections (read) and Project and Team (read).

Exit code: 0 nothing is at risk; 1 something is; 2 wrong use; 3 the organization cannot be read.
`,
  async run(argv, io) {
    const { auditOptions, readAuditCall } = await import('../audit/audit-options.ts')
    const { values, positionals } = parseArgs({ args: [...argv], options: auditOptions, allowPositionals: true })
    return report(readAuditCall(values, positionals), io)
  },
}

async function report(call: AuditCall, io: Io): Promise<number> {
  const { runAudit } = await import('../audit/run-audit.ts')
  return runAudit(call, io)
}
