import { createHttp, type HttpClient, nodeFiles, readAuthorities } from '@mintwell/client'
import { realMonotonic } from '@mintwell/clock'
import {
  type AnswerStore,
  DevOpsError,
  DevOpsReader,
  type OrganizationAddress,
  organizationAddress,
  organizationService,
} from '@mintwell/devops'
import { type Io, UsageError } from '../verb.ts'
import { findAccess } from './access.ts'

/** Until an answer has begun, in milliseconds: a project with thousands of runs takes the service some seconds. */
const TIMEOUT_MS = 100_000

/** An organization that can be read. */
export interface OpenOrganization {
  readonly address: OrganizationAddress
  readonly reader: DevOpsReader
  readonly http: HttpClient
  /** Where its token is from, for messages. */
  readonly tokenFrom: string
  close(): Promise<void>
}

/**
 * Opens an organization for reading, with the token that `findAccess` finds.
 *
 * @throws UsageError where it is not an organization
 * @throws CliError `ERR_ORGANIZATION_TOKEN`
 */
export async function openOrganization(
  organization: string,
  { tokenFile, store }: { readonly tokenFile?: string | undefined; readonly store?: AnswerStore | undefined },
  io: Io,
): Promise<OpenOrganization> {
  const address = readOrganization(organization)
  const { authorization, from } = await findAccess(tokenFile, io)
  const http = openHttp(io)
  const clock = { now: io.clock.now, sleepUntil: io.clock.sleepUntil, monotonic: realMonotonic }
  const reader = new DevOpsReader(organizationService(address, authorization), {
    http,
    clock,
    signal: io.signal,
    ...(store ? { store } : {}),
  })
  return { address, reader, http, tokenFrom: from, close: () => http.close() }
}

/** The value of `--organization`: a name or an address. */
export function readOrganization(text: string): OrganizationAddress {
  try {
    return organizationAddress(text)
  } catch (error) {
    if (!(error instanceof DevOpsError)) throw error
    throw new UsageError(`--organization: ${error.message} ${error.hint}`, { cause: error })
  }
}

/** HTTP that honours the proxies and authorities of the environment. */
export function openHttp(io: Io, timeoutMs = TIMEOUT_MS): HttpClient {
  return createHttp({ env: io.env, authorities: readAuthorities(io.env, nodeFiles.read), timeoutMs, keepAlive: true })
}
