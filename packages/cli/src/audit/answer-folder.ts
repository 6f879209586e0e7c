import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '@mintwell/clock'
import type { AnswerStore } from '@mintwell/devops'
import { CliError } from '../errors.ts'
import { UsageError } from '../verb.ts'
import { putFile } from '../write-file.ts'

/** What says what a folder of answers is of, and whether it is whole. */
const STATE = 'audit.json'
/** A file that an audit wrote: it ends in twelve digits of its request's digest. */
const OWN_FILE = /\.[0-9a-f]{12}\.json$/
/** After so long an interrupted audit is not continued: what it read is too old. A choice. */
const LONGEST_PAUSE_MS = 24 * 3_600_000
const PRIVATE = 0o600

/** A folder of answers that is being written. */
export interface AnswerFolder {
  readonly store: AnswerStore
  /** How many answers of an interrupted audit are there to go on with. */
  readonly resumed: number
  /** Says that all has been read. */
  finish(): void
}

/**
 * Opens a folder to keep answers in, a file each. What an interrupted audit of the same organization has left there is gone on with; a finished one is replaced.
 *
 * @throws UsageError where it holds the answers of another organization
 * @throws CliError `ERR_FILE_UNWRITABLE`
 */
export function openAnswerFolder(
  folder: string,
  organization: { readonly name: string; readonly url: string },
  now: Instant,
): AnswerFolder {
  const state = { schema: 1, organization: organization.name, url: organization.url }
  const writeState = (startedAt: Instant, complete: boolean) =>
    write(folder, STATE, { ...state, startedAt: new Date(startedAt).toISOString(), complete })
  const other = urlIn(folder)
  if (other !== undefined && other !== organization.url)
    throw new UsageError(`--save: ${folder} holds the answers of ${other}; name another folder.`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const startedAt = interruptedAt(folder, organization.url, now)
    const own = readdirSync(folder).filter((name) => OWN_FILE.test(name))
    if (startedAt === undefined) for (const name of own) rmSync(join(folder, name))
    writeState(startedAt ?? now, false)
    return {
      resumed: startedAt === undefined ? 0 : own.length,
      finish: () => writeState(startedAt ?? now, true),
      store: {
        recall: async (key) => withoutRequest(readJson(join(folder, fileOf(key))), key),
        keep: async (key, answer) => write(folder, fileOf(key), { request: key, ...(answer as object) }),
      },
    }
  } catch (error) {
    throw unwritable(folder, error)
  }
}

/** The organization whose answers a folder holds; undefined where it holds none. */
function urlIn(folder: string): string | undefined {
  const { url } = (readJson(join(folder, STATE)) ?? {}) as { url?: unknown }
  return typeof url === 'string' ? url : undefined
}

function interruptedAt(folder: string, url: string, now: Instant): Instant | undefined {
  const state = readJson(join(folder, STATE)) as { url?: unknown; complete?: unknown; startedAt?: unknown } | undefined
  const at = Date.parse(String(state?.startedAt))
  return state?.url === url && state.complete === false && now - at < LONGEST_PAUSE_MS ? at : undefined
}

function withoutRequest(document: unknown, key: string): unknown {
  return (document as { request?: unknown } | undefined)?.request === key ? document : undefined
}

/** A name for people and without any sign that a file system reads: the path of the request, and a part of its digest. */
function fileOf(key: string): string {
  const [path = ''] = key.split('?')
  const words = decode(path)
    .replace(/_apis\/?/g, '')
    .replace(/[^\w-]+/g, '.')
    .replace(/^\.+|\.+$/g, '')
  return `${words.slice(0, 120) || 'answer'}.${createHash('sha256').update(key).digest('hex').slice(0, 12)}.json`
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function write(folder: string, name: string, document: unknown): void {
  try {
    putFile(join(folder, name), `${JSON.stringify(document, null, 1)}\n`, PRIVATE)
  } catch (error) {
    throw unwritable(folder, error)
  }
}

function unwritable(folder: string, error: unknown): CliError {
  if (error instanceof CliError) return error
  return new CliError('ERR_FILE_UNWRITABLE', `${folder} cannot be written: ${(error as Error).message}.`, {
    hint: 'Name a folder of your own: --save DIR.',
    cause: error,
  })
}
