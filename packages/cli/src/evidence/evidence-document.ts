import type { HistoryRun, HistoryToken, VerdictReason } from '@mintwell/evidence'
import type { JudgedEvidence, JudgedHistory } from './read-evidence.ts'

const isoOf = (instant: number | null) =>
  instant === null ? null : new Date(instant).toISOString().replace('.000Z', 'Z')

/** The document of `--json`: the verdict of the history that matters most, and then each. Instants are ISO 8601 in UTC. */
export function evidenceDocument({ pipelines, unrelated }: JudgedEvidence) {
  const [main] = pipelines
  if (main === undefined)
    return { schema: 1, mechanism: 'none', reasons: [], runs: [], tokens: [], pipelines: [], unrelated }
  return {
    schema: 1,
    ...pipelineOf(main),
    pipelines: pipelines.map(pipelineOf),
    unrelated,
  }
}

function pipelineOf({ history, verdict }: JudgedHistory) {
  const mechanisms = new Map(verdict.runs.map(({ run, mechanism }) => [run, mechanism]))
  return {
    pipeline: history.pipeline,
    mechanism: verdict.mechanism,
    certainty: verdict.certainty,
    summary: verdict.summary,
    reasons: verdict.reasons.map(reasonOf),
    findings: verdict.findings.map(({ reasons, ...rest }) => ({ ...rest, reasons: reasons.map(reasonOf) })),
    runs: history.runs.map((run) => ({ ...runOf(run), mechanism: mechanisms.get(run.id) ?? 'none' })),
    tokens: history.tokens.map((token) => tokenOf(token, history.runs)),
    reuses: verdict.reuses.map(({ firstAt, lastAt, ...rest }) => ({
      ...rest,
      firstAt: isoOf(firstAt),
      lastAt: isoOf(lastAt),
    })),
    drift: verdict.drift,
    cures: verdict.cures,
    experiment: verdict.experiment,
  }
}

function reasonOf({ text, run, at }: VerdictReason) {
  return { text, run, at: isoOf(at) }
}

function runOf({ id, url, startedAt, finishedAt, result, jobs, marks }: HistoryRun) {
  const steps = jobs.flatMap((job) => job.steps)
  return {
    id,
    url,
    startedAt: isoOf(startedAt),
    finishedAt: isoOf(finishedAt),
    result,
    agents: jobs.map(({ name, agent }) => ({ job: name, ...agent })),
    tasks: steps
      .filter(({ task }) => task !== null)
      .map(({ job, displayName, task, taskVersion, connection, connectionId, lateBound, result: ended }) => ({
        job,
        step: displayName,
        task,
        version: taskVersion,
        connection,
        connectionId,
        lateBound,
        result: ended,
      })),
    marks: marks.map(({ at, serviceAt, ...rest }) => ({ ...rest, at: isoOf(at), serviceAt: isoOf(serviceAt) })),
  }
}

function tokenOf({ mintedAt, notBefore, expiresAt, ...rest }: HistoryToken, runs: readonly HistoryRun[]) {
  const count = (kind: string) =>
    runs.reduce(
      (sum, { marks }) => sum + marks.filter((mark) => mark.kind === kind && mark.token === rest.id).length,
      0,
    )
  return {
    ...rest,
    mintedAt: isoOf(mintedAt),
    notBefore: isoOf(notBefore),
    expiresAt: isoOf(expiresAt),
    taken: count('taken'),
    refused: count('refused'),
  }
}
