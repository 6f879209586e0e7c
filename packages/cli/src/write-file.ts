import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'

/** What file systems without hard links answer to one (link(2)). */
const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS', 'EXDEV']

/**
 * Makes a file that is not there yet, whole or not at all: written aside, then given its name. Throws Node's error, EEXIST where there is one; nothing is left
 * of a file that could not be written.
 */
export function makeFile(file: string, text: string, mode: number): void {
  withAside(file, text, mode, (aside) => {
    try {
      linkSync(aside, file)
    } catch (error) {
      if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
      writeNew(file, text, mode)
    }
    rmSync(aside, { force: true })
  })
}

/** Puts a text in the place of a file in one step, with the file's own mode; a link stays one. Throws Node's error, and the file is as it was. */
export function replaceFile(file: string, text: string): void {
  const real = realpathSync(file)
  const { mode } = statSync(real)
  withAside(real, text, mode & 0o7777, (aside) => renameSync(aside, real))
}

/** Puts a text under this name in one step, whether there is such a file or not. */
export function putFile(file: string, text: string, mode: number): void {
  withAside(file, text, mode, (aside) => renameSync(aside, file))
}

function withAside(file: string, text: string, mode: number, give: (aside: string) => void): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}`
  try {
    writeNew(aside, text, mode)
    give(aside)
  } catch (error) {
    rmSync(aside, { force: true })
    throw error
  }
}

/** Writes a file that must not be there, down to the disk, which may only then say that it is full; removes what it could not write whole. */
function writeNew(file: string, text: string, mode: number): void {
  const descriptor = openSync(file, 'wx', mode)
  try {
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
    // The mode that was asked for is not the umask's to change.
    chmodSync(file, mode)
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  } finally {
    closeSync(descriptor)
  }
}
