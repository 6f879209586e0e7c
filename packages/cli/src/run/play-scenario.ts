import {
  compareWithScenario,
  historyOfRecord,
  type RunOutcome,
  type Scenario,
  type ScenarioComparison,
} from '@mintwell/evidence'
import { type Envelope, layOut, type TableStyle } from '@mintwell/record'
import { foreignText } from '@mintwell/token'
import { type QueuedRun, USUAL_BRANCH } from './queue.ts'
import { readUserFile } from './read-user-file.ts'
import { parseScenario } from './scenario-schema.ts'
import type { FileSettings } from './settings.ts'

/** Reads a scenario that the user named. Throws {@link SettingsError} and `UnreadableFileError`. */
export async function readScenario(file: string, signal?: AbortSignal): Promise<Scenario> {
  const scenario = parseScenario(await readUserFile(file, signal), file)
  // The lab's clock only goes forward.
  return { ...scenario, runs: scenario.runs.toSorted((a, b) => a.at - b.at) }
}

/** The settings with what the scenario says of tokens; connections that name their own issuer or lifetime get the scenario's too. */
export function settingsOf({ issuer, idTokenLifetimeSeconds }: Scenario, settings: FileSettings): FileSettings {
  const idTokenLifetime = idTokenLifetimeSeconds === null ? undefined : idTokenLifetimeSeconds * 1_000
  const connections = Object.entries(settings.connections ?? {}).map(
    ([name, { issuer: _, idTokenLifetime: __, ...rest }]) => [name, rest] as const,
  )
  return {
    ...settings,
    ...(issuer === null ? {} : { issuer }),
    idTokenLifetime,
    ...(settings.connections ? { connections: Object.fromEntries(connections) } : {}),
  }
}

/** The runs of a scenario, with the faults of each. */
export function runsOf({ runs }: Scenario): readonly QueuedRun[] {
  return runs.map(({ at, faults }, index) => ({
    number: index + 1,
    reason: 'manual',
    at,
    branch: USUAL_BRANCH,
    faults,
  }))
}

/** Gathers what is played, to compare it at the end. */
export interface Replay {
  add(envelopes: readonly Envelope[]): void
  compare(): ScenarioComparison
}

/** Begins a replay. */
export function startReplay(scenario: Scenario): Replay {
  const all: Envelope[] = []
  return {
    // Lines are no part of the comparison, and there may be many.
    add: (envelopes) => void all.push(...envelopes.filter(({ event }) => event.kind !== 'line')),
    compare: () => compareWithScenario(scenario, historyOfRecord(all)),
  }
}

/** The comparison for people: a row a run, and whether all is as it was seen. */
export function comparisonText(comparison: ScenarioComparison, { unplayed }: Scenario, style: TableStyle): string {
  const { runs, mechanism, isSame } = comparison
  const columns = [
    { head: 'RUN', shrinksTo: 12 },
    { head: 'SEEN', shrinksTo: 20 },
    { head: 'PLAYED', shrinksTo: 20 },
    { head: '' },
  ]
  const rows = runs.map(({ id, seen, played, isSame: same }) => [
    { text: id },
    { text: sayOutcome(seen) },
    { text: played === null ? 'not played' : sayOutcome(played) },
    { text: same ? 'the same' : 'differs', tone: same ? ('good' as const) : ('bad' as const) },
  ])
  const explained = mechanism.isSame
    ? `Both are explained by: ${mechanism.seen}.`
    : `What was seen is explained by: ${mechanism.seen}; what was played by: ${mechanism.played}.`
  const verdict = isSame ? 'The replay is what was seen.' : 'The replay differs from what was seen.'
  const left = unplayed.map((text) => foreignText(`Not played: ${text}.`))
  return `${[layOut(columns, rows, style), '', explained, ...left, verdict].join('\n')}\n`
}

function sayOutcome({ verdicts, codes }: RunOutcome): string {
  const parts = [...verdicts, ...codes]
  return parts.length === 0 ? '-' : parts.join(', ')
}
