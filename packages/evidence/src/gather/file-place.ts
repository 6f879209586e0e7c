/** Where a file lies, and what its name says of it. */
export interface FilePlace {
  readonly path: string
  /** The folder (or archive) of one run, where the layout of "Download logs" shows it; null for a loose file. */
  readonly runFolder: string | null
  /** The folder that the file lies in. */
  readonly folder: string
  /** The job's name, where the layout has it: that of the folder of its steps. */
  readonly job: string | null
  /** Its number in the layout; null for a loose file. */
  readonly order: number | null
  /** The name without its number and ending. */
  readonly name: string
}

/** A file of "Download logs": a number, the name of the step or job, `.txt`. */
const NUMBERED = /^(\d{1,5})_(.{1,200})\.(?:txt|log)$/
/** What else is at the top of that zip. */
const RUN_FILES = new Set(['initializeLog.txt', 'azure-pipelines-expanded.yaml'])
/** What is of no interest here: how templates were expanded, and the agent's own logs, which hold its environment. */
const IGNORED =
  /(?:^|\/)(?:initializeLog\.txt$|azure-pipelines-expanded\.yaml$|Agent Diagnostic Logs\/|__MACOSX\/|\.DS_Store$)/i

/** Whether a file is worth reading. */
export function isOfInterest(path: string): boolean {
  return !IGNORED.test(path)
}

/**
 * Finds for each path where it stands in the layout of "Download logs": a numbered file for each job, and beside it a folder with a numbered file for each of its steps. Paths have
 * slashes; an archive counts as a folder.
 */
export function placeFiles(paths: readonly string[]): readonly FilePlace[] {
  const numbered = new Set(
    paths.filter((path) => NUMBERED.test(baseOf(path)) || RUN_FILES.has(baseOf(path))).map(folderOf),
  )
  return paths.filter(isOfInterest).map((path) => placeOf(path, numbered))
}

function placeOf(path: string, numbered: ReadonlySet<string>): FilePlace {
  const folder = folderOf(path)
  const base = baseOf(path)
  const match = NUMBERED.exec(base)
  const name = match?.[2] ?? base.replace(/\.[A-Za-z]{1,5}$/, '')
  const common = { path, folder, name, order: match ? Number(match[1]) : null }
  if (!numbered.has(folder)) return { ...common, runFolder: null, job: null }
  const parent = folderOf(folder)
  if (folder !== '' && numbered.has(parent)) return { ...common, runFolder: parent, job: baseOf(folder) }
  return { ...common, runFolder: folder, job: null }
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
