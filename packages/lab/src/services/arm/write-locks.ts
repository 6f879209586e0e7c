import { type ArmError, fail } from './arm-error.ts'

/** Things that are being written: the service refuses a second write meanwhile, and clients that write in parallel must find out here. */
export class WriteLocks {
  readonly #held = new Set<string>()

  /** Runs a write while nobody else may write the same thing. Fails with `busy` when somebody does. */
  async run<T>(key: string, busy: ArmError, write: () => T | Promise<T>): Promise<T> {
    if (this.#held.has(key)) fail(busy)
    this.#held.add(key)
    try {
      return await write()
    } finally {
      this.#held.delete(key)
    }
  }
}
