import { statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
export class LabAddressError extends Error {
  override readonly name = 'LabAddressError'
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
  const directory = env.XDG_RUNTIME_DIR
    ? join(env.XDG_RUNTIME_DIR, 'mintwell')
    : join(tmpdir(), `mintwell-labs-${userId ?? 'user'}`)
  return join(directory, `${name}.json`)
}

/** Writes a lab's address. Throws {@link LabAddressError} when a lab of that name stands already, or when the directory is somebody else's. */
export function writeAddress(file: string, address: LabAddress, userId: number | undefined): void {
  const directory = join(file, '..')
  try {
    makeDirectory(directory)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new LabAddressError(
      `${directory} cannot be made (${code}): set XDG_RUNTIME_DIR to a directory of your own.`,
      {
        cause: error,
      },
    )
  }
  const { uid, mode } = statSync(directory)
  if (userId !== undefined && (uid !== userId || (mode & 0o077) !== 0)) {
    throw new LabAddressError(`${directory} is not this user's alone: remove it, or set XDG_RUNTIME_DIR.`)
  }
  const holder = claimFile(file, address)
  if (holder !== undefined)
    throw new LabAddressError(
      `a lab of this name stands already (process ${holder}): end it, or give this one another name with --name.`,
    )
}

/** The address of a lab that stands; undefined where there is none, or only what a killed one left. */
export function readAddress(file: string): LabAddress | undefined {
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
