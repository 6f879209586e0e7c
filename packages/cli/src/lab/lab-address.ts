import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../verb.ts'

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
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const { uid, mode } = statSync(directory)
  if (userId !== undefined && (uid !== userId || (mode & 0o077) !== 0)) {
    throw new LabAddressError(`${directory} is not this user's alone: remove it, or set XDG_RUNTIME_DIR.`)
  }
  const standing = readAddress(file)
  if (standing)
    throw new LabAddressError(
      `a lab of this name stands already (process ${standing.pid}): end it, or give this one another name with --name.`,
    )
  writeFileSync(file, `${JSON.stringify(address)}\n`, { mode: 0o600 })
}

/** The address of a lab that stands; undefined where there is none, or only what a killed one left. */
export function readAddress(file: string): LabAddress | undefined {
  if (!existsSync(file)) return undefined
  const address = JSON.parse(readFileSync(file, 'utf8')) as LabAddress
  try {
    process.kill(address.pid, 0)
    return address
  } catch {
    rmSync(file, { force: true })
    return undefined
  }
}

/** Calls the control API of a lab. Throws {@link LabAddressError} with the lab's own words when it refuses. */
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
  const answer = (await response.json()) as Record<string, unknown>
  if (!response.ok) throw new LabAddressError(String(answer.error ?? `the lab answered ${response.status}`))
  return answer
}
