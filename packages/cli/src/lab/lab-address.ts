import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CliError } from '../errors.ts'
import { UsageError } from '../verb.ts'
import { claimFile, readClaim } from './claim-file.ts'
import { makeDirectory } from './make-directory.ts'

/** Where a lab that stands can be spoken to. */
export interface LabAddress {
  readonly url: string
  readonly secret: string
  readonly pid: number
}

/** A lab that cannot be found or spoken to; the message says what to do. */
export class LabAddressError extends CliError {
  override readonly name = 'LabAddressError'

  constructor(message: string, options: ErrorOptions = {}) {
    super('ERR_LAB_ADDRESS', message, { cause: options.cause })
  }
}

/** The answers by which a lab refuses what it was asked for: the user gave something that cannot be, is not there, or does not fit. */
const WRONG_USE: readonly number[] = [400, 404, 409]

/** A lab's name is part of a file's: it must not lead out of the directory, and not be hidden in it. */
const LAB_NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._ -]{0,63}$/u

/** The file of the user's own in which a lab writes how it can be reached: 0600 in a directory 0700, so that only its owner can control it. Throws UsageError for a name that is no file's. */
export function addressFile(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  userId: number | undefined,
): string {
  if (!LAB_NAME.test(name))
    throw new UsageError(
      `a lab's name is up to 64 letters, digits, '.', '_', '-' and spaces, not '${name.slice(0, 80)}'.`,
    )
  return join(directoryOfLabs(env, userId), `${name}.json`)
}

function directoryOfLabs(env: Readonly<Record<string, string | undefined>>, userId: number | undefined): string {
  return env.XDG_RUNTIME_DIR
    ? join(env.XDG_RUNTIME_DIR, 'mintwell')
    : join(tmpdir(), `mintwell-labs-${userId ?? 'user'}`)
}

/** The labs of a user that are up, by name. Nobody else's files are read. */
export function listAddresses(
  env: Readonly<Record<string, string | undefined>>,
  userId: number | undefined,
): readonly { readonly name: string; readonly address: LabAddress }[] {
  const directory = directoryOfLabs(env, userId)
  if (!existsSync(directory) || !isOwn(directory, userId)) return []
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const address = readAddress(join(directory, file))
      return address ? [{ name: file.slice(0, -'.json'.length), address }] : []
    })
}

/** Is this a directory of this user's alone? A link does not count: its creator decides where it leads. */
function isOwn(directory: string, userId: number | undefined): boolean {
  const found = lstatSync(directory)
  if (!found.isDirectory()) return false
  return userId === undefined || (found.uid === userId && (found.mode & 0o077) === 0)
}

/** Writes a lab's address. Throws {@link LabAddressError} when a lab of that name stands already, or when the directory is somebody else's. */
export function writeAddress(file: string, address: LabAddress, userId: number | undefined): void {
  const directory = join(file, '..')
  try {
    makeDirectory(directory)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new LabAddressError(
      `${directory} cannot be created (${code}): set XDG_RUNTIME_DIR to a directory of your own.`,
      {
        cause: error,
      },
    )
  }
  if (!isOwn(directory, userId)) {
    throw new LabAddressError(`${directory} is not this user's alone: remove it, or set XDG_RUNTIME_DIR.`)
  }
  const holder = claimFile(file, address)
  if (holder !== undefined)
    throw new LabAddressError(
      `a lab of this name is already up (process ${holder}): stop it, or give this one another name with --name.`,
    )
}

/**
 * The address of a lab that is up; undefined where there is none, or only what a killed one left. Throws {@link LabAddressError} where the directory is somebody
 * else's, who would be asked in the lab's place.
 */
export function readAddress(file: string, userId?: number): LabAddress | undefined {
  const directory = join(file, '..')
  if (existsSync(directory) && !isOwn(directory, userId))
    throw new LabAddressError(`${directory} is not this user's alone: remove it, or set XDG_RUNTIME_DIR.`)
  return readClaim<LabAddress>(file)
}

/**
 * Calls the control API of a lab. Throws UsageError with the lab's own words when it refuses what it was asked for, and {@link LabAddressError} when it cannot be
 * spoken to.
 */
export async function callLab(
  address: LabAddress,
  method: string,
  path: string,
  body?: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  let response: Response
  try {
    response = await fetch(address.url + path, {
      method,
      headers: {
        authorization: `Bearer ${address.secret}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (error) {
    throw new LabAddressError(`the lab (process ${address.pid}) does not answer.`, { cause: error })
  }
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>
  if (response.ok) return answer
  const told = String(answer.error ?? `the lab answered ${response.status}`)
  throw WRONG_USE.includes(response.status) ? new UsageError(told) : new LabAddressError(told)
}
