import type { History } from '../history/history.ts'
import type { GatheredRun } from './run-of-pieces.ts'
import type { TokenBook } from './token-book.ts'

/** The agent's own steps, which every job has. */
const AGENT_STEPS =
  /^(?:Initialize job|Finalize Job|Checkout |Post-job: |Pre-job: |Report build status|Initialize containers)/i

interface Group {
  readonly definition: string | null
  readonly folder: string
  readonly steps: Set<string>
  readonly connections: Set<string>
  readonly runs: GatheredRun[]
}

/**
 * Tells runs of different pipelines apart: by the pipeline's name where a log has it, else by the names of their steps; a run that failed may have fewer. Each history has the tokens
 * that its runs had.
 */
export function historiesOf(runs: readonly GatheredRun[], book: TokenBook): readonly History[] {
  const groups: Group[] = []
  const manySteps = runs.toSorted((a, b) => stepsOf(b).size - stepsOf(a).size)
  for (const run of manySteps) {
    const group = groups.find((candidate) => belongs(run, candidate)) ?? begin(run, groups)
    group.runs.push(run)
    for (const id of connectionsOf(run)) group.connections.add(id)
  }
  return groups.map((group) => historyOf(group, book))
}

function begin(run: GatheredRun, groups: Group[]): Group {
  const { definition, folder } = run
  const group: Group = { definition, folder, steps: stepsOf(run), connections: new Set(), runs: [] }
  groups.push(group)
  return group
}

function belongs(run: GatheredRun, group: Group): boolean {
  if (run.definition !== null && group.definition !== null) return run.definition === group.definition
  const connections = connectionsOf(run)
  if (connections.size > 0 && group.connections.size > 0 && ![...connections].some((id) => group.connections.has(id)))
    return false
  const steps = stepsOf(run)
  if (steps.size === group.steps.size) return [...steps].every((step) => group.steps.has(step))
  // A run that ended early has not come to its last steps.
  return run.run.result !== 'succeeded' && steps.size > 0 && [...steps].every((step) => group.steps.has(step))
}

function historyOf({ definition, folder, runs }: Group, book: TokenBook): History {
  const ordered = runs.map(({ run }) => run).toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0))
  const used = new Set(ordered.flatMap(({ marks }) => marks.flatMap(({ token }) => token ?? [])))
  const names = new Set(runs.map((run) => run.folder))
  const isFolder = names.size === 1 && new Set(runs.map(({ place }) => place)).size > 1 && folder !== ''
  return {
    pipeline: definition ?? (isFolder ? (folder.split('/').at(-1) ?? null) : null),
    runs: ordered,
    tokens: book.all().filter(({ id }) => used.has(id)),
  }
}

function stepsOf({ run }: GatheredRun): Set<string> {
  return new Set(
    run.jobs
      .flatMap(({ steps }) => steps.map(({ displayName }) => displayName))
      .filter((name) => !AGENT_STEPS.test(name)),
  )
}

function connectionsOf({ run }: GatheredRun): ReadonlySet<string> {
  return new Set(run.jobs.flatMap(({ steps }) => steps.flatMap(({ connectionId }) => connectionId ?? [])))
}
