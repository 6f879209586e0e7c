import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lab, SigningKeys, type StoredKeys } from '@mintwell/lab'

/** What `--data DIR` keeps of a lab: the seed that all ids follow from, the issuers' keys, and the connections that were made. */
interface StoredLab {
  readonly schema: 1
  readonly seed: string
  readonly entra: StoredKeys
  readonly ado: StoredKeys
  readonly connections: readonly string[]
}

/** A lab's data directory: 0700, its file 0600, because the keys in it sign the lab's tokens. */
export class LabData {
  readonly #file: string
  readonly #stored: StoredLab | undefined
  /** All ids of the lab follow from this text. */
  readonly seed: string

  constructor(directory: string, newSeed: () => string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    this.#file = join(directory, 'lab.json')
    this.#stored = existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, 'utf8')) as StoredLab) : undefined
    this.seed = this.#stored?.seed ?? newSeed()
  }

  /** The names of the connections that an earlier lab had. */
  get connections(): readonly string[] {
    return this.#stored?.connections ?? []
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
    const { keys, directory } = lab.services
    const stored: StoredLab = {
      schema: 1,
      seed: this.seed,
      entra: await keys.entra.export(),
      ado: await keys.ado.export(),
      connections: [...directory.connections.all()].map(({ name }) => name),
    }
    writeFileSync(`${this.#file}.new`, `${JSON.stringify(stored)}\n`, { mode: 0o600 })
    renameSync(`${this.#file}.new`, this.#file)
  }
}
