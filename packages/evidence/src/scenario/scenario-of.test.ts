import { describe, expect, it } from 'vitest'
import { readLogs } from '../gather/read-logs.ts'
import type { History } from '../history/history.ts'
import { classify } from '../judge/classify.ts'
import { historyOf, madeMechanisms, randomOf } from '../judge/test-histories.ts'
import { filesOf } from '../judge/test-log-writer.ts'
import { compareWithScenario } from './compare-outcomes.ts'
import { scenarioOf } from './scenario-of.ts'

async function read(mechanism: (typeof madeMechanisms)[number], variant = 0): Promise<History> {
  const written = historyOf(mechanism, 'alone', randomOf(3), variant)
  const { histories } = await readLogs(written.runs.flatMap((run) => filesOf(run, 'job')))
  return histories[0] as History
}
const scenarioOfLogs = (history: History) => scenarioOf(history, classify(history))

describe('the scenario of a history', () => {
  it.each([
    ['echo', 'entra', [/^echo:before=3s$/]],
    ['late-bound', 'entra', [/^late-bound:age=\d+s,lifetime=86400s$/]],
    ['both', 'entra', [/^late-bound:age=\d+s/, /^echo:before=\d+s$/]],
    ['held-too-long', 'ado', []],
    ['clock-skew', 'entra', [/^clock-skew:by=10\d\ds,direction=ahead$/]],
    ['none', 'ado', []],
  ] as const)('has the issuer and the faults of %s', async (mechanism, issuer, faults) => {
    const scenario = scenarioOfLogs(await read(mechanism))
    expect(scenario).toMatchObject({ mechanism, issuer, unplayed: [] })
    const last = scenario.runs.at(-1)?.faults ?? []
    expect(last.map((fault, index) => faults[index]?.test(fault) ?? false)).toEqual(faults.map(() => true))
  })

  it('switches a fault on in the run that it failed, and in no other', async () => {
    const { runs } = scenarioOfLogs(await read('rotation'))
    expect(runs.map((run) => run.faults)).toEqual([[], ['key-rotated'], []])
    expect(runs.map((run) => run.seen?.codes)).toEqual([[], ['AADSTS7000272'], []])
  })

  it('has a run before the first one where that was given a token from before', async () => {
    const history = await read('echo')
    const late = { ...history, runs: history.runs.slice(1) }
    const { runs } = scenarioOfLogs(late)
    expect(runs[0]).toMatchObject({ id: 'the run before', seen: null, faults: ['echo:before=3s'] })
    expect(runs).toHaveLength(late.runs.length + 1)
  })

  it('says what the lab cannot play', async () => {
    expect(scenarioOfLogs(await read('spent')).unplayed).toEqual(['the lab has no party that takes a token once'])
  })
})

describe('a replay beside what was seen', () => {
  it.each(madeMechanisms)('is the same where the same was played: %s', async (mechanism) => {
    const history = await read(mechanism)
    const scenario = scenarioOfLogs(history)
    expect(
      compareWithScenario({ ...scenario, runs: scenario.runs.filter(({ seen }) => seen !== null) }, history).isSame,
    ).toBe(true)
  })

  it('differs where a refusal is missing, and where a run was not played', async () => {
    const history = await read('rotation')
    const scenario = scenarioOfLogs(history)
    const cured = history.runs.map((run) => ({ ...run, marks: run.marks.filter(({ kind }) => kind !== 'refused') }))
    const { runs, mechanism, isSame } = compareWithScenario(scenario, { ...history, runs: cured.slice(0, 2) })
    expect(runs.map((run) => run.isSame)).toEqual([true, false, false])
    expect(mechanism).toEqual({ seen: 'rotation', played: 'none', isSame: false })
    expect(isSame).toBe(false)
  })
})
