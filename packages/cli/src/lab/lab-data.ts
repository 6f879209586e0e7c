import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type DirectorySnapshot, type Lab, LabError, SigningKeys, type StoredKeys } from '@mintwell/lab'
import { isWriteFailure, OutputError } from '../standard-output.ts'
import { putFile } from '../write-file.ts'
import { claimFile } from './claim-file.ts'
import { makeDirectory } from './make-directory.ts'

/** What `--data DIR` keeps of a lab: the seed that all ids follow from, the issuers' keys, and all objects: tenants, applications, credentials, connections … */
interface StoredLab {
  readonly schema: 1
  readonly seed: string
  readonly entra: StoredKeys
  readonly ado: StoredKeys
  readonly objects: DirectorySnapshot
}

/** A lab's data directory: 0700, its file 0600, because the keys in it sign the lab's tokens. One lab's at a time, until it is closed. */
export class LabData {
  readonly #file: string
  readonly #lock: string
  readonly #stored: StoredLab | undefined
  /** All ids of the lab follow from this text. */
  readonly seed: string

  /** Throws LabError `ERR_DATA_UNUSABLE`, `ERR_DATA_IN_USE`, and `ERR_DATA_INVALID` when there is a file that no lab wrote. */
  constructor(directory: string, newSeed: () => string) {
    this.#file = join(directory, 'lab.json')
    this.#lock = join(directory, 'lab.lock')
    claim(directory, this.#lock)
    try {
      this.#stored = existsSync(this.#file) ? read(this.#file) : undefined
    } catch (error) {
      this.close()
      throw error
    }
    this.seed = this.#stored?.seed ?? newSeed()
  }

  /** The objects of an earlier lab; undefined where there was none. */
  get objects(): DirectorySnapshot | undefined {
    return this.#stored?.objects
  }

  /** The issuers' keys: those of before, or new ones. */
  keys(): { readonly entra: SigningKeys; readonly ado: SigningKeys } {
    return {
      entra: new SigningKeys('thumbprint', this.#stored?.entra),
      ado: new SigningKeys('hex-thumbprint', this.#stored?.ado),
    }
  }

  /** Writes what a lab has now; aside first, then renamed, so that a crash leaves the old file whole. */
  async save(lab: Lab): Promise<void> {
    const { keys } = lab.services
    const stored: StoredLab = {
      schema: 1,
      seed: this.seed,
      entra: await keys.entra.export(),
      ado: await keys.ado.export(),
      objects: lab.services.exportObjects(),
    }
    try {
      putFile(this.#file, `${JSON.stringify(stored)}\n`, 0o600)
    } catch (error) {
      throw isWriteFailure(error) ? new OutputError(this.#file, error) : error
    }
  }

  /** Another lab may have the directory from now on. */
  close(): void {
    rmSync(this.#lock, { force: true })
  }
}

function claim(directory: string, lock: string): void {
  let holder: number | undefined
  try {
    makeDirectory(directory)
    holder = claimFile(lock, { pid: process.pid })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new LabError('ERR_DATA_UNUSABLE', { directory, reason: code ?? message }, { cause: error })
  }
  if (holder !== undefined) throw new LabError('ERR_DATA_IN_USE', { directory, process: holder })
}

function read(file: string): StoredLab {
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as Partial<StoredLab> | null
    const isStored =
      typeof stored?.seed === 'string' && Array.isArray(stored.entra?.keys) && Array.isArray(stored.ado?.keys)
    if (isStored) return stored as StoredLab
  } catch {} // What cannot be read, and what no lab wrote, is reported in the same words.
  throw new LabError('ERR_DATA_INVALID', { file })
}
