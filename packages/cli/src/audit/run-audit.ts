import { readFileSync } from 'node:fs'
import { audit, compareAudits, DevOpsError, isAtRisk, noFacts, type OrganizationFacts } from '@mintwell/devops'
import { CliError, errorDocument, isReported, textOfError } from '../errors.ts'
import { jsonText, say } from '../say.ts'
import { EXIT_BROKEN, EXIT_INTERRUPTED, type Io, UsageError } from '../verb.ts'
import type { AuditCall } from './audit-options.ts'
import { printAudit } from './print-audit.ts'
import { readFromOrganization } from './read-organization.ts'
import { readPipelines } from './read-pipelines.ts'
import { readSaved } from './read-saved.ts'

/** Audits what is asked for and prints it. Gives the exit code. */
export async function runAudit(call: AuditCall, io: Io): Promise<number> {
  const earlier = call.compare === undefined ? undefined : readEarlier(call.compare)
  let facts: OrganizationFacts
  try {
    facts = await readAll(call, io)
  } catch (error) {
    if (io.signal.aborted) {
      say(io.stderr, `mintwell audit: interrupted.${interrupted(call)}`)
      return EXIT_INTERRUPTED
    }
    if (error instanceof UsageError || !(error instanceof DevOpsError || error instanceof CliError)) throw error
    if (!isReported(error)) throw error
    say(io.stderr, `mintwell audit: ${textOfError(error)}${interrupted(call)}`)
    if (call.json) io.stdout.write(errorDocument(error.code, error.message, error.hint))
    return EXIT_BROKEN
  }
  const result = audit(facts, io.clock.now(), call.parties)
  const comparison = call.compare === undefined ? undefined : compareAudits(earlier, result)
  if (call.compare !== undefined && !comparison)
    throw new UsageError(`--compare: ${call.compare} is not the --json of an audit.`)
  if (call.json) io.stdout.write(jsonText({ ...result, ...(comparison ? { comparison } : {}) }, 2))
  else io.stdout.write(`${printAudit(result, comparison, call.all)}`)
  return result.connections.some(isAtRisk) ? 1 : 0
}

function interrupted({ save }: AuditCall): string {
  return save === undefined ? '' : `\n  Run the same command again to resume with what is in ${save}.`
}

async function readAll(call: AuditCall, io: Io): Promise<OrganizationFacts> {
  const pipelines = call.paths.length > 0 ? await readPipelines(call.paths, io) : undefined
  const facts = await readFacts(call, io)
  if (!pipelines) return facts
  return { ...facts, files: pipelines.files, unread: [...facts.unread, ...pipelines.unread] }
}

async function readFacts(call: AuditCall, io: Io): Promise<OrganizationFacts> {
  if (call.from !== undefined) {
    const { answers, files, unusable } = readSaved(call.from)
    say(io.stderr, `${files} files in ${call.from}.`)
    for (const { file, reason } of unusable.slice(0, 20)) say(io.stderr, `  ${file}: ${reason}; passed over.`)
    return answers.facts(call.organization)
  }
  return call.organization === undefined ? noFacts : await readFromOrganization(call.organization, call, io)
}

function readEarlier(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : String((error as NodeJS.ErrnoException).code)
    throw new UsageError(`--compare: ${path} cannot be read: ${why}.`)
  }
}
