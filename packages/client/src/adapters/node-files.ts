import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { SurfaceFiles } from '../surfaces/surface-directory.ts'

/** The real file system, for the surfaces. */
export const nodeFiles: SurfaceFiles = {
  makePrivateDirectory(parent) {
    const path = mkdtempSync(join(parent, 'mintwell-'))
    // mkdtemp makes it 0700 on POSIX; said once more for file systems that go by the umask.
    chmodSync(path, 0o700)
    return path
  },
  makeDirectory: (path) => void mkdirSync(path, { mode: 0o700 }),
  replace(path, text, mode) {
    const beside = `${path}.${randomBytes(6).toString('hex')}`
    try {
      writeFileSync(beside, text, { mode, flag: 'wx' })
      renameSync(beside, path)
    } catch (error) {
      rmSync(beside, { force: true })
      throw error
    }
  },
  exists: existsSync,
  read(path) {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  },
  append(path, text, mode) {
    const file = openSync(path, 'a', mode)
    const { size } = fstatSync(file)
    try {
      writeFileSync(file, text)
    } catch (error) {
      // Half of a line would spoil the next one. What is no file (a pipe, /dev/null) cannot be cut.
      if (fstatSync(file).isFile()) ftruncateSync(file, size)
      throw error
    } finally {
      closeSync(file)
    }
  },
  remove: (path) => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  join,
}
