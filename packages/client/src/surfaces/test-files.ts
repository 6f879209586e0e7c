import { posix } from 'node:path'
import type { SurfaceFiles } from './surface-directory.ts'

/** A file system in memory for tests, with faults: each write first asks `fault` for an error code. */
export class TestFiles implements SurfaceFiles {
  readonly files = new Map<string, { text: string; mode: number }>()
  readonly directories = new Map<string, number>()
  readonly log: string[] = []
  fault: (operation: string, path: string) => string | undefined = () => undefined
  #made = 0

  makePrivateDirectory(parent: string): string {
    this.#made += 1
    const path = `${parent}/mintwell-${this.#made}`
    this.makeDirectory(path)
    return path
  }
  makeDirectory(path: string): void {
    this.#check('mkdir', path)
    this.directories.set(path, 0o700)
  }
  replace(path: string, text: string, mode: number): void {
    this.#check('replace', path)
    if (!this.directories.has(posix.dirname(path))) throw Object.assign(new Error('gone'), { code: 'ENOENT' })
    this.log.push(`replace ${path}`)
    this.files.set(path, { text, mode })
  }
  exists(path: string): boolean {
    return this.files.has(path) || this.directories.has(path)
  }
  read(path: string): string | undefined {
    return this.files.get(path)?.text
  }
  append(path: string, text: string, mode: number): void {
    this.#check('append', path)
    this.files.set(path, { text: (this.files.get(path)?.text ?? '') + text, mode })
  }
  remove(path: string): void {
    for (const each of [...this.files.keys()]) if (each.startsWith(`${path}/`)) this.files.delete(each)
    for (const each of [...this.directories.keys()])
      if (each === path || each.startsWith(`${path}/`)) this.directories.delete(each)
  }
  join(...parts: string[]): string {
    return posix.join(...parts)
  }
  #check(operation: string, path: string): void {
    const code = this.fault(operation, path)
    if (code) throw Object.assign(new Error(code), { code })
  }
}
