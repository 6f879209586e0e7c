import { realMonotonic } from '@mintwell/clock'
import {
  armService,
  collectOrganization,
  collectTrusts,
  DevOpsReader,
  graphService,
  type OrganizationFacts,
  type ReadService,
} from '@mintwell/devops'
import { askAz } from '../organization/access.ts'
import { type OpenOrganization, openOrganization, readOrganization } from '../organization/open-organization.ts'
import { say } from '../say.ts'
import type { Io } from '../verb.ts'
import { type AnswerFolder, openAnswerFolder } from './answer-folder.ts'
import type { AuditCall } from './audit-options.ts'

const DAY = 86_400_000
const LOG_IN = 'Log in with az login, or run the audit without --graph.'
const GRAPH = { resource: 'https://graph.microsoft.com', name: 'Microsoft Graph', hint: LOG_IN }
const ARM = { resource: 'https://management.azure.com', name: 'Azure Resource Manager', hint: LOG_IN }
/** Under this key the folder of answers has who trusts the connections. */
const TRUSTS = 'trusts'

/**
 * Reads an organization, and with `--graph` who trusts its connections; progress goes to standard error.
 *
 * @throws DevOpsError, CliError, UsageError
 */
export async function readFromOrganization(organization: string, call: AuditCall, io: Io): Promise<OrganizationFacts> {
  const address = readOrganization(organization)
  const folder = call.save === undefined ? undefined : openAnswerFolder(call.save, address, io.clock.now())
  if (folder && folder.resumed > 0) say(io.stderr, `Resuming with ${folder.resumed} saved answers from ${call.save}.`)
  const open = await openOrganization(organization, { tokenFile: call.tokenFile, store: folder?.store }, io)
  try {
    say(io.stderr, `Reading ${address.url} with the token from ${open.tokenFrom}.`)
    const facts = await collectOrganization(open.reader, {
      organization: address.name,
      projects: call.projects,
      history: call.history,
      since: startOfDay(io.clock.now() - call.days * DAY),
      onProgress: (doing) => say(io.stderr, `  ${doing}`),
    })
    const all = call.graph ? await withTrusts(facts, open, folder, io) : facts
    folder?.finish()
    const waited = Math.round(open.reader.waitedMs / 1_000)
    if (waited > 0) say(io.stderr, `The service asked for ${waited} s of waiting.`)
    return all
  } finally {
    await open.close()
  }
}

/** The same question on the same day has the same words, so that an interrupted audit finds its answers again. */
function startOfDay(instant: number): number {
  return Math.floor(instant / DAY) * DAY
}

async function withTrusts(
  facts: OrganizationFacts,
  { http }: OpenOrganization,
  folder: AnswerFolder | undefined,
  io: Io,
): Promise<OrganizationFacts> {
  const clock = { now: io.clock.now, sleepUntil: io.clock.sleepUntil, monotonic: realMonotonic }
  const readerOf = (service: ReadService) => new DevOpsReader(service, { http, clock, signal: io.signal })
  const graph = readerOf(graphService(await askAz(GRAPH, io)))
  const arm = readerOf(armService(await askAz(ARM, io)))
  const { applications, unread } = await collectTrusts({ graph, arm }, facts.connections)
  await folder?.store.keep(TRUSTS, { trusts: applications })
  say(io.stderr, `  ${applications.length} applications and managed identities`)
  return { ...facts, applications, unread: [...facts.unread, ...unread] }
}
