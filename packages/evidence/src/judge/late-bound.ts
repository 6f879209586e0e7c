import type { MechanismRule, RunFinding } from './rule.ts'
import { type HistoryView, NEW_MS, type RunView, type Taking } from './run-view.ts'
import { sayInstant, sayMs, sayRun } from './say.ts'

/** The task took the token that the service endpoint carried, unread: it says so, or the token's age and the tokens beside it leave nothing else. */
export const lateBound: MechanismRule = {
  mechanism: 'late-bound',
  judge(view) {
    const oldOnes = unexplainedByStep(view)
    return view.runs.flatMap((run) => [...bySaying(run), ...byFresherAnswer(run), ...byOverlap(run, oldOnes)])
  },
}

function bySaying({ takings, refusals }: RunView): readonly RunFinding[] {
  return takings.flatMap((taking): RunFinding[] => {
    const { lateBound: trace, age, mark } = taking
    if (trace !== 'used' && trace !== 'enabled') return []
    const isRefused = refusals.some((refusal) => refusal.taking === taking && refusal.cause === 'time')
    // A bound token that is new does no harm.
    if (age !== null && age <= NEW_MS) return []
    const isCertain = trace === 'used' && (age !== null || isRefused)
    const old = age === null ? '' : ` It was ${sayMs(age)} old.`
    return [
      finding(
        taking,
        isCertain ? 'shown' : age !== null || isRefused ? 'likely' : 'possible',
        trace === 'used'
          ? `in ${sayRun(taking.run)} the task took the ID token that the service endpoint carried, at ${sayInstant(mark.at)}.${old}`
          : `in ${sayRun(taking.run)} the feature EnableLateBoundIdToken is on.${old}`,
      ),
    ]
  })
}

/** An old token, while a request in the same run was answered with a new one. */
function byFresherAnswer({ takings }: RunView): readonly RunFinding[] {
  const old = takings.filter(isUnexplained)
  const fresh = takings.find(({ age, lateBound: trace }) => age !== null && Math.abs(age) <= NEW_MS && trace !== 'used')
  if (fresh === undefined) return []
  return old.map((taking) =>
    finding(
      taking,
      'likely',
      `in ${sayRun(taking.run)} the step ${taking.mark.step} had a token that was ${sayMs(taking.age ?? 0)} old, while a request at ${sayInstant(fresh.at)} was answered with a new one.`,
    ),
  )
}

/** Old tokens of one step, each minted while the other was valid: a service that re-issues one token until it ends mints no second one beside it. */
function byOverlap({ takings }: RunView, oldOnes: ReadonlyMap<string, readonly Taking[]>): readonly RunFinding[] {
  return takings.filter(isUnexplained).flatMap((taking): RunFinding[] => {
    const others = oldOnes.get(taking.mark.step) ?? []
    const isReused = others.some((other) => other.run !== taking.run && other.token?.id === taking.token?.id)
    const overlapping = others.find((other) => other.token?.id !== taking.token?.id && overlaps(taking, other))
    if (isReused || overlapping === undefined) return []
    return [
      finding(
        taking,
        'likely',
        `the tokens of ${sayRun(taking.run)} and ${sayRun(overlapping.run)} were both old when they were taken (${sayMs(taking.age ?? 0)}, ${sayMs(overlapping.age ?? 0)}), and each was minted while the other was valid: they were not re-issued by the service, so the endpoint carried them.`,
      ),
    ]
  })
}

function isUnexplained({ age, lateBound: trace }: Taking): boolean {
  return age !== null && age > NEW_MS && (trace === null || trace === 'enabled')
}

/** Old tokens by the step that took them, whatever its job: logs of single steps do not all name it. */
function unexplainedByStep({ runs }: HistoryView): ReadonlyMap<string, readonly Taking[]> {
  const byStep = new Map<string, Taking[]>()
  for (const taking of runs.flatMap(({ takings }) => takings).filter(isUnexplained)) {
    const known = byStep.get(taking.mark.step)
    if (known === undefined) byStep.set(taking.mark.step, [taking])
    else known.push(taking)
  }
  return byStep
}

/** How much of the life of both must be common: what is re-issued changes within seconds of its end. */
const OVERLAP_MS = 300_000

function overlaps({ token: a }: Taking, { token: b }: Taking): boolean {
  if (!a || !b || a.mintedAt === null || b.mintedAt === null || a.expiresAt === null || b.expiresAt === null)
    return false
  return Math.min(a.expiresAt, b.expiresAt) - Math.max(a.mintedAt, b.mintedAt) > OVERLAP_MS
}

function finding({ run, mark }: Taking, certainty: RunFinding['certainty'], text: string): RunFinding {
  return { run: run.id, certainty, reason: { text, run: run.id, at: mark.at } }
}
