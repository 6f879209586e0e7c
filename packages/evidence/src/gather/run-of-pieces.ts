import type { Instant } from '@mintwell/clock'
import type { Result } from '@mintwell/record'
import type { HistoryAgent, HistoryJob, HistoryRun, HistoryStep } from '../history/history.ts'
import type { RunNotes, StepNotes } from '../notes/step-notes.ts'
import { marksOf, type PlacedStep } from './marks-of-steps.ts'
import { isWhole, type Piece, stepKeys } from './pieces.ts'
import type { TokenBook } from './token-book.ts'

/** Names of jobs that nothing tells. */
const NO_NAME = 'Job'

/** A run from its pieces, with what names its pipeline. */
export interface GatheredRun {
  readonly run: HistoryRun
  readonly definition: string | null
  /** The folder that the run lies in. */
  readonly folder: string
  /** Where its own files begin: its folder, or its file. */
  readonly place: string
}

/** Makes one run of its pieces. The steps of a job come from their own logs where these are there, else from the log of the job. */
export function runOf(pieces: readonly Piece[], id: string, book: TokenBook): GatheredRun {
  const notes = mergedNotes(pieces)
  const byJob = new Map<string, Piece[]>()
  for (const piece of withoutRepeats(pieces)) {
    const name = piece.place.job ?? piece.job.name ?? NO_NAME
    byJob.set(name, [...(byJob.get(name) ?? []), piece])
  }
  const placed: PlacedStep[] = []
  const jobs = [...byJob].map(([name, ofJob]) => jobOf(name, ofJob, placed))
  const modifiedAt = pieces.map((piece) => piece.modifiedAt).find((at) => at !== null) ?? null
  const startedAt = least(jobs.map((job) => job.startedAt))
  const marks = marksOf(placed, startedAt ?? modifiedAt ?? 0, book)
  const known = pieces[0]?.known ?? null
  const run: HistoryRun = {
    id,
    url: known?.url ?? notes.url ?? pageOf(notes),
    startedAt: known?.startedAt ?? least([startedAt, ...marks.map(({ at }) => at)]),
    finishedAt: known?.finishedAt ?? greatest(jobs.map((job) => job.finishedAt)),
    result: known?.result ?? resultOf(jobs.map((job) => job.result)),
    jobs,
    marks,
  }
  const { runFolder = null, path = '', folder = '' } = pieces[0]?.place ?? {}
  const parent = runFolder === null ? folder : runFolder.slice(0, Math.max(0, runFolder.lastIndexOf('/')))
  return { run, definition: known?.pipeline ?? notes.definition, folder: parent, place: runFolder ?? path }
}

/** Without the logs of whole jobs whose steps have their own logs, and without steps that two files have. */
function withoutRepeats(pieces: readonly Piece[]): readonly Piece[] {
  const folders = new Set(pieces.flatMap(({ place }) => place.job ?? []))
  const own = pieces.filter(
    ({ place, job }) => place.job !== null || !folders.has(place.name) || !isJobLog(place.name, job.name),
  )
  const seen = new Set<string>()
  // Logs of steps come first: they are the ones to keep.
  return own
    .toSorted((a, b) => Number(isWhole(a)) - Number(isWhole(b)))
    .flatMap((piece) => {
      const steps = piece.job.steps.filter(({ displayName, startedAt }) => {
        const keys = stepKeys(displayName, startedAt)
        const isKnown = keys.some((key) => seen.has(key))
        for (const key of keys) seen.add(key)
        return !isKnown
      })
      return steps.length === 0 ? [] : [{ ...piece, job: { ...piece.job, steps } }]
    })
}

function isJobLog(fileName: string, jobName: string | null): boolean {
  return jobName === null || jobName === fileName || jobName.startsWith(fileName)
}

function jobOf(name: string, pieces: readonly Piece[], placed: PlacedStep[]): HistoryJob {
  const notes = mergedNotes(pieces)
  const inOrder = pieces.toSorted(
    (a, b) => (a.place.order ?? 0) - (b.place.order ?? 0) || (a.job.startedAt ?? 0) - (b.job.startedAt ?? 0),
  )
  const used = new Map<string, number>()
  const steps = inOrder
    .flatMap(({ job }) => job.steps)
    .map((step) => {
      const count = (used.get(step.displayName) ?? 0) + 1
      used.set(step.displayName, count)
      const identity = { stage: '', job: name, step: count === 1 ? step.displayName : `${step.displayName} (${count})` }
      placed.push({ identity, notes: step })
      return stepOf(step, identity)
    })
  const isFinished =
    pieces.some(({ job }) => job.isFinished) ||
    steps.some(({ step, result }) => step === 'Finalize Job' && result !== null)
  const failed = steps.some(({ result }) => result === 'failed')
  const isComplete = isFinished || (steps.length > 0 && steps.every(({ result }) => result !== null))
  return {
    stage: null,
    name,
    startedAt: least(steps.map((step) => step.startedAt)),
    finishedAt: greatest(steps.map((step) => step.finishedAt)),
    result: failed ? 'failed' : isComplete ? 'succeeded' : null,
    agent: agentOf(notes),
    steps,
  }
}

function stepOf(notes: StepNotes, identity: PlacedStep['identity']): HistoryStep {
  const { displayName, task, taskVersion, connection, connectionId, lateBound, startedAt, finishedAt, lines } = notes
  return {
    ...identity,
    displayName,
    task,
    taskVersion,
    connection,
    connectionId,
    lateBound,
    startedAt,
    finishedAt,
    result: notes.result(),
    lines,
  }
}

function agentOf({ agentName, agentVersion, os, image, isHosted, proxy }: RunNotes): HistoryAgent {
  // An agent that names its version and no image is one of the user's own.
  return {
    name: agentName,
    version: agentVersion,
    os,
    image,
    proxy,
    isHosted: isHosted ?? (agentVersion === null ? null : false),
  }
}

function mergedNotes(pieces: readonly Piece[]): RunNotes {
  const [first, ...rest] = pieces.map(({ job }) => job.run)
  return rest.reduce<RunNotes>(
    (all, more) => {
      for (const name of Object.keys(more) as (keyof RunNotes)[])
        Object.assign(all, { [name]: all[name] ?? more[name] })
      return all
    },
    { ...(first as RunNotes) },
  )
}

/** The run's page, from the predefined variables that a log shows. */
function pageOf({ collection, project, buildId }: RunNotes): string | null {
  if (collection === null || project === null || buildId === null) return null
  return `${collection.replace(/\/$/, '')}/${encodeURIComponent(project)}/_build/results?buildId=${buildId}`
}

function resultOf(results: readonly (Result | null)[]): Result | null {
  if (results.includes('failed')) return 'failed'
  return results.length > 0 && results.every((result) => result === 'succeeded') ? 'succeeded' : null
}

function least(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((instant) => instant !== null)
  return known.length === 0 ? null : known.reduce((a, b) => Math.min(a, b))
}

function greatest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((instant) => instant !== null)
  return known.length === 0 ? null : known.reduce((a, b) => Math.max(a, b))
}
