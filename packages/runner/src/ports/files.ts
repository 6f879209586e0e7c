import type { TaskFiles } from '@mintwell/azure-cli'

/** The files of a run. Paths are absolute but where another form is named. */
export interface RunFiles extends TaskFiles {
  /** Removes a folder with all that is in it, folders that cannot be written to as well. */
  removeTree(directory: string): void
  /** Finds an executable file in the directories of a PATH. */
  findProgram(name: string, path: string): string | undefined
  isDirectory(path: string): boolean
  /** Every file below a folder, relative to it, with `/`, sorted. */
  filesBelow(directory: string): readonly string[]
  /** In bytes. */
  size(path: string): number
  /** Copies a file; missing folders are created. */
  copy(from: string, to: string): void
}
