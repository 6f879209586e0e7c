import { ClientError } from '../errors.ts'

/** The file operations of the surfaces; paths are absolute. The adapter is `adapters/node-files.ts`. */
export interface SurfaceFiles {
  /** Makes a new directory, 0700, under `parent`, and gives its path. */
  makePrivateDirectory(parent: string): string
  /** Makes this directory, 0700; it must not be there. */
  makeDirectory(path: string): void
  /** Puts a file in the place of another in one step: a reader gets the old text or the new one, never half of one. Leaves nothing behind where it fails. */
  replace(path: string, text: string, mode: number): void
  exists(path: string): boolean
  /** Gives the text of a file; undefined where it cannot be read. */
  read(path: string): string | undefined
  append(path: string, text: string, mode: number): void
  /** Removes a directory with all that is in it; one that is not there is no error. */
  remove(path: string): void
  join(...parts: string[]): string
}

/** The directory of one `exec`: its files are the user's alone, replaced in one step, and gone at the end. */
export interface SurfaceDirectory {
  readonly path: string
  /** Writes a file of this name (`bin/az` for one in a directory below), 0600 unless said otherwise, and gives its path. Throws `ERR_SURFACE_WRITE`. */
  write(name: string, text: string, mode?: number): string
  remove(): void
}

const OWNER_ONLY = 0o600

/** Makes the directory. Where the command removes it, the next write brings it back with all that was in it. */
export function makeSurfaceDirectory(parent: string, files: SurfaceFiles): SurfaceDirectory {
  const path = guard(parent, () => files.makePrivateDirectory(parent))
  const written = new Map<string, { readonly text: string; readonly mode: number }>()
  const put = (name: string, text: string, mode: number) => {
    const [folder, file] = name.split('/')
    const below = files.join(path, folder as string)
    if (file !== undefined && !files.exists(below)) files.makeDirectory(below)
    files.replace(files.join(path, ...name.split('/')), text, mode)
  }
  return {
    path,
    write(name, text, mode = OWNER_ONLY) {
      written.set(name, { text, mode })
      return guard(path, () => {
        if (!files.exists(path)) {
          files.makeDirectory(path)
          for (const [other, file] of written) put(other, file.text, file.mode)
        } else put(name, text, mode)
        return files.join(path, ...name.split('/'))
      })
    },
    remove: () => files.remove(path),
  }
}

function guard<T>(path: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Not the file system's: a mistake of ours, which is to be seen as one.
    if (code === undefined) throw error
    throw new ClientError('ERR_SURFACE_WRITE', {
      message: `The files for the command cannot be written to ${path} (${code}).`,
      hint:
        code === 'ENOSPC' || code === 'EDQUOT'
          ? 'The disk is full: make room, or set TMPDIR to a place that has some.'
          : 'The directory for temporary files must exist and be writable by this user (AGENT_TEMPDIRECTORY, RUNNER_TEMP, TMPDIR).',
      data: { path, code },
      cause: error,
    })
  }
}
