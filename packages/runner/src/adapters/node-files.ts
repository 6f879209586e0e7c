import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join, sep } from 'node:path'
import type { RunFiles } from '../ports/files.ts'

/** The real file system, as a run uses it. */
export const nodeRunFiles: RunFiles = {
  exists: existsSync,
  read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  makeDirectory: (path) => void mkdirSync(path, { recursive: true, mode: 0o700 }),
  makeTemporaryDirectory: (prefix) => mkdtempSync(prefix),
  write: (path, content, mode) => writeFileSync(path, content, { mode }),
  remove: (path) => {
    try {
      unlinkSync(path) // A script's file, nearly always: one system call instead of the walk over a folder.
    } catch {
      rmSync(path, { recursive: true, force: true })
    }
  },
  removeTree,
  findProgram,
  isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  filesBelow: (directory) => [...walk(directory, '')].sort(),
  size: (path) => statSync(path).size,
  copy: (from, to) => {
    mkdirSync(dirname(to), { recursive: true })
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
  },
}

function removeTree(directory: string): void {
  const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  try {
    remove()
  } catch {
    makeWritable(directory)
    remove()
  }
}

/** Lets the owner write to all folders below: steps leave read-only ones, such as Go's module cache, from which nothing can be removed. */
function makeWritable(directory: string): void {
  chmodSync(directory, 0o700)
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(directory, entry.name))
  }
}

function findProgram(name: string, path: string): string | undefined {
  for (const directory of path.split(delimiter)) {
    if (directory === '') continue
    const file = join(directory, name)
    try {
      accessSync(file, constants.X_OK)
      if (statSync(file).isFile()) return file
    } catch {} // Not here.
  }
  return undefined
}

/** Every file below a folder; links to folders are not followed, so that a circle of links ends. */
function* walk(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* walk(root, path)
    else if (statSync(join(root, path.replaceAll('/', sep)), { throwIfNoEntry: false })?.isFile()) yield path
  }
}
