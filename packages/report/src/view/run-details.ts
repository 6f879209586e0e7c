import { formatDuration, type Instant } from '@mintwell/clock'
import type { HistoryAgent, HistoryJob, HistoryRun, HistoryStep, TokenMark } from '@mintwell/evidence'
import { axisOverRun, type TimeAxis } from '../scale/time-axis.ts'
import { sayTime } from '../text/say-time.ts'
import { shown, shownOrNull } from '../text/shown.ts'
import { barsOf, marksOf, tokensOf } from './bars.ts'
import type { JobView, RunDetail, StepView } from './page-view.ts'
import { toneOf, zeroOf } from './run-rows.ts'
import { logOf, noteOf } from './step-log.ts'
import type { SignedTokens } from './token-views.ts'

/** What the details of a run need besides it. */
export interface DetailContext {
  readonly signed: SignedTokens
  readonly anchor: string
  /** How many lines of each step are shown. */
  readonly cap: number
}

interface RunScene extends DetailContext {
  readonly axis: TimeAxis
  readonly zero: Instant
  readonly marks: ReadonlyMap<string, readonly TokenMark[]>
}

/** How many steps of a run are written out. */
const MOST_STEPS = 300

/** A run with its jobs, steps and logs. */
export function runDetail(run: HistoryRun, context: DetailContext): RunDetail {
  const zero = zeroOf(run) ?? 0
  const axis = axisOverRun(endOf(run, zero) - zero)
  const steps = run.jobs.flatMap((job) => job.steps)
  const known = new Set(steps.map(keyOf))
  const scene: RunScene = { ...context, axis, zero, marks: marksByStep(run.marks) }
  const strays = run.marks.filter((mark) => !known.has(keyOf(mark)))
  return {
    anchor: context.anchor,
    label: shown(run.id, 60),
    url: webAddress(run.url),
    started: run.startedAt === null ? null : sayTime(run.startedAt),
    lasted: lastedOf(run),
    result: run.result ?? 'unfinished',
    tone: toneOf(run.result),
    note: `${steps.length === 1 ? '1 step' : `${steps.length} steps`}${refusalsOf(run)}`,
    bars: barsOf(tokensOf(run, context.signed), context.signed, axis, zero),
    marks: marksOf(run.marks, axis, zero),
    strays: strays.slice(0, MOST_STEPS).map((mark) => noteOf(mark, context.signed, axis, zero)),
    jobs: jobsOf(run.jobs, scene),
    leftOut: steps.length > MOST_STEPS ? `${steps.length - MOST_STEPS} more steps are left out.` : null,
  }
}

/** The marks of each step. A step that is tried again shares its id, and its notes stand in its last try. */
function marksByStep(marks: readonly TokenMark[]): ReadonlyMap<string, readonly TokenMark[]> {
  const groups = new Map<string, TokenMark[]>()
  for (const mark of marks) {
    const group = groups.get(keyOf(mark))
    if (group) group.push(mark)
    else groups.set(keyOf(mark), [mark])
  }
  return groups
}

function keyOf({ stage, job, step }: Pick<HistoryStep, 'stage' | 'job' | 'step'>): string {
  return JSON.stringify([stage, job, step])
}

function refusalsOf({ marks }: HistoryRun): string {
  const { length } = marks.filter(({ kind }) => kind === 'refused')
  return length === 0 ? '' : `, ${length === 1 ? '1 refusal' : `${length} refusals`}`
}

/** When the last thing of a run happened. */
function endOf({ finishedAt, jobs, marks }: HistoryRun, zero: Instant): Instant {
  let end = finishedAt ?? zero
  for (const { at } of marks) end = Math.max(end, at)
  for (const job of jobs) for (const step of job.steps) end = Math.max(end, step.finishedAt ?? step.startedAt ?? zero)
  return end
}

function lastedOf({ startedAt, finishedAt }: Pick<HistoryRun, 'startedAt' | 'finishedAt'>): string | null {
  return startedAt === null || finishedAt === null ? null : formatDuration(finishedAt - startedAt)
}

/** Addresses of the web alone are links. */
export function webAddress(url: string | null): string | null {
  return url !== null && /^https?:\/\/[^\s"'<>]+$/i.test(url) ? shown(url, 2_000) : null
}

function jobsOf(jobs: readonly HistoryJob[], scene: RunScene): readonly JobView[] {
  let room = MOST_STEPS
  return jobs.flatMap((job) => {
    if (room <= 0) return []
    const steps = job.steps.slice(0, room)
    room -= Math.max(1, steps.length)
    return {
      name: shown(job.name),
      stage: job.stage === null || job.stage === '' || job.stage === '__default' ? null : shown(job.stage),
      result: job.result ?? 'unfinished',
      tone: toneOf(job.result),
      lasted: lastedOf(job),
      agent: agentOf(job.agent),
      steps: steps.map((step, index) => {
        const isLastTry = steps.findLastIndex((other) => other.step === step.step) === index
        return stepView(step, isLastTry ? (scene.marks.get(keyOf(step)) ?? []) : [], scene)
      }),
    }
  })
}

/** What is known of an agent, in a line; null where nothing is. */
export function agentOf({ name, version, os, image, isHosted }: HistoryAgent): string | null {
  const parts = [
    shownOrNull(name),
    version === null ? null : `version ${shown(version)}`,
    shownOrNull(os),
    image === null ? null : `image ${shown(image)}`,
    isHosted === null ? null : isHosted ? 'hosted by Microsoft' : 'self-hosted',
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(', ')
}

function stepView(step: HistoryStep, marks: readonly TokenMark[], scene: RunScene): StepView {
  const { axis, zero, signed, cap } = scene
  const { startedAt, finishedAt, result } = step
  const about = [
    step.task === null ? null : `${shown(step.task)}${step.taskVersion === null ? '' : ` ${shown(step.taskVersion)}`}`,
    step.connection === null ? null : `connection ${shown(step.connection)}`,
    step.lateBound === 'used' ? 'late-bound token' : null,
  ]
  return {
    name: shown(step.displayName === '' ? step.step : step.displayName),
    about: about.filter((part) => part !== null).join(', '),
    result: result ?? 'unfinished',
    tone: toneOf(result),
    lasted: lastedOf(step),
    from: startedAt === null ? null : axis.place(startedAt - zero),
    until: finishedAt === null ? null : axis.place(finishedAt - zero),
    tokens: tokensOf({ marks }, signed).flatMap(({ id }) => signed.get(id)?.sign ?? []),
    log: logOf(step, marks, { cap, note: (mark) => noteOf(mark, signed, axis, zero) }),
  }
}
