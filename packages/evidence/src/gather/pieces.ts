import type { Instant } from '@mintwell/clock'
import type { Result } from '@mintwell/record'
import type { JobReading } from '../log/job-reading.ts'
import type { FilePlace } from './file-place.ts'

/** What is known of a run besides its logs: what the service that keeps it says. */
export interface KnownRun {
  readonly id: string
  readonly pipeline: string | null
  readonly url: string | null
  readonly startedAt: Instant | null
  readonly finishedAt: Instant | null
  readonly result: Result | null
}

/** A job, or some steps of one, as one file tells of it. */
export interface Piece {
  readonly place: FilePlace
  readonly job: JobReading
  /** When the file was last changed; null where nothing tells. */
  readonly modifiedAt: Instant | null
  readonly known: KnownRun | null
}

/** Steps of one run are this near to each other, else they are of two. */
const SAME_RUN_MS = 6 * 3_600_000
/** The same line is in the log of the step and in that of its job, a few microseconds apart (microsoft/azure-pipelines-agent, ExecutionContext.cs). */
const SAME_STEP_MS = 2
const FIRST_STEP = 'Initialize job'

/** Puts the pieces of each run together: by the layout of the files, by the run's number where a log has it, and by steps that two files have. */
export function groupByRun(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const groups = [...byFolder(pieces.filter(({ place }) => place.runFolder !== null)), ...looseRuns(pieces)]
  return joinSame(groups)
}

function byFolder(pieces: readonly Piece[]): readonly Piece[][] {
  return [...groupBy(pieces, ({ place }) => place.runFolder ?? '').values()]
}

/** Loose files: each whole job is a run of its own, and logs of single steps in one folder follow each other. */
function looseRuns(pieces: readonly Piece[]): readonly Piece[][] {
  const loose = pieces.filter(({ place }) => place.runFolder === null)
  return [...groupBy(loose, ({ place }) => place.folder).values()].flatMap((inFolder) => {
    const runs: Piece[][] = []
    const ordered = inFolder.toSorted((a, b) => (a.job.startedAt ?? 0) - (b.job.startedAt ?? 0))
    for (const piece of ordered) {
      const run = runs.findLast((candidate) => belongs(piece, candidate))
      if (run) run.push(piece)
      else runs.push([piece])
    }
    return runs
  })
}

function belongs(piece: Piece, run: readonly Piece[]): boolean {
  const [last] = run.slice(-1)
  if (last === undefined || piece.job.startedAt === null || last.job.finishedAt === null) return false
  if (Math.abs(piece.job.startedAt - last.job.finishedAt) > SAME_RUN_MS) return false
  const isSameFile = last.place.path === piece.place.path
  // Two files with whole jobs are two runs, as far as anybody can tell; two jobs in one file are one run, unless it is the same job again.
  if (!isSameFile && (isWhole(piece) || run.some(isWhole))) return false
  const names = new Set(run.flatMap(({ job }) => job.steps.map(nameIn(job.name))))
  return piece.job.steps.every((step) => !names.has(nameIn(piece.job.name)(step))) || isOtherJob(piece, run)
}

function isOtherJob(piece: Piece, run: readonly Piece[]): boolean {
  return piece.job.name !== null && run.every(({ job }) => job.name !== null && job.name !== piece.job.name)
}

const nameIn = (job: string | null) => (step: { readonly displayName: string }) => `${job ?? ''}/${step.displayName}`

/** Whether a piece is the log of a whole job. */
export function isWhole({ job }: Piece): boolean {
  return job.steps.length > 1 || job.name !== null || (job.steps[0]?.displayName === FIRST_STEP && job.isFinished)
}

/** Joins groups that are one run: of the same number, or with a step that begins at the same instant. */
function joinSame(groups: readonly Piece[][]): readonly (readonly Piece[])[] {
  const byKey = new Map<string, Piece[]>()
  const joined = new Set<Piece[]>()
  for (const group of groups) {
    const keys = group.flatMap(keysOf)
    const known = keys.map((key) => byKey.get(key)).find((found) => found !== undefined)
    const target = known ?? group
    if (known) known.push(...group)
    else joined.add(group)
    for (const key of keys) byKey.set(key, target)
  }
  return [...joined]
}

function keysOf({ job, known }: Piece): readonly string[] {
  // Two runs of the service are never one, whatever their logs have in common.
  if (known !== null) return [`known ${known.id}`]
  const { buildId, collection } = job.run
  const number = buildId === null ? [] : [`run ${collection ?? ''} ${buildId}`]
  return [...number, ...job.steps.flatMap(({ displayName, startedAt }) => stepKeys(displayName, startedAt))]
}

/** The keys by which the same step is known in two files; none where it has no instant. */
export function stepKeys(displayName: string, startedAt: Instant | null): readonly string[] {
  // Hours and minutes alone, as a script prints them, are no instant of a step.
  if (startedAt === null || startedAt % 1_000 === 0) return []
  return [0, 1].map((shift) => `${displayName} ${Math.floor(startedAt / SAME_STEP_MS) + shift}`)
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
