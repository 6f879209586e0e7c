import { describe, expect, it } from 'vitest'
import { type LogFile, readLogs } from '../gather/read-logs.ts'
import type { History } from '../history/history.ts'
import { classify } from './classify.ts'
import { historyOf, madeMechanisms, type Random, randomOf, variantsOf, type WrittenHistory } from './test-histories.ts'
import { filesOf, type LogForm, unrelatedFile } from './test-log-writer.ts'

const FORMS: readonly LogForm[] = ['job', 'steps', 'download', 'json']

const hasStep = ({ runs }: History, name: string) =>
  runs.some(({ jobs }) => jobs.some(({ steps }) => steps.some(({ displayName }) => displayName === name)))

describe('a history of one mechanism, as logs alone', () => {
  const cases = madeMechanisms.flatMap((mechanism) =>
    variantsOf(mechanism).flatMap((variant) =>
      [...FORMS, 'copied' as const].map((form) => ({ mechanism, variant, form })),
    ),
  )

  it.each(cases)(
    'is told to be $mechanism, in its form $variant, from logs as $form',
    async ({ mechanism, variant, form }) => {
      const written = historyOf(mechanism, 'alone', randomOf(7), variant)
      const { histories } = await readLogs(written.runs.flatMap((run) => filesOf(run, form)))
      expect(histories.map((history) => history.runs.length)).toEqual([written.runs.length])
      const verdict = classify(histories[0] as History)
      expect({ mechanism: verdict.mechanism, reasons: verdict.reasons }).toMatchObject({ mechanism })
    },
  )
})

describe('one failing run alone', () => {
  const last = async (mechanism: 'echo', variant: number) => {
    const { runs } = historyOf(mechanism, 'alone', randomOf(7), variant)
    const { histories } = await readLogs(runs.slice(3, 4).flatMap((run) => filesOf(run, 'job')))
    return classify(histories[0] as History)
  }

  it('with a token from before it is unknown, with what is possible and what would decide', async () => {
    const { mechanism, summary, reasons, experiment } = await last('echo', 1)
    expect(mechanism).toBe('unknown')
    expect(summary).toMatch(/echo.*late-bound/)
    expect(reasons).toHaveLength(1)
    expect(experiment).not.toEqual([])
  })

  it('is an echo where its debug lines say that the token was asked for', async () => {
    expect(await last('echo', 2)).toMatchObject({ mechanism: 'echo', certainty: 'likely' })
  })
})

describe('logs in any order, of several pipelines, with others among them', () => {
  const seeds = [...Array(200).keys()]

  it.each(seeds)('each pipeline has its own mechanism in mixture %i', async (seed) => {
    const random = randomOf(seed + 1)
    const count = 1 + Math.floor(random() * 3)
    const written = Array.from({ length: count }, (_, index) =>
      historyOf(pick(madeMechanisms, random), `pipeline${index}`, random),
    )
    const files = shuffled(
      [...written.flatMap((history) => filesOfHistory(history, random)), ...unrelatedFiles(random)],
      random,
    )
    const { histories } = await readLogs(files)
    const told = written.map(({ takes }) => {
      const [history, ...more] = histories.filter((candidate) => hasStep(candidate, takes))
      return {
        histories: more.length + 1,
        runs: history?.runs.length,
        mechanism: history && classify(history).mechanism,
      }
    })
    expect(told).toEqual(written.map(({ mechanism, runs }) => ({ histories: 1, runs: runs.length, mechanism })))
  })
})

function filesOfHistory({ runs }: WrittenHistory, random: Random): readonly LogFile[] {
  const folder = random() < 0.5 ? 'logs' : `logs${Math.floor(random() * 1e6)}`
  return runs.flatMap((run) => filesOf(run, pick(FORMS, random), folder))
}

function unrelatedFiles(random: Random): readonly LogFile[] {
  const texts = [
    'npm error code ERESOLVE\nnpm error ERESOLVE unable to resolve dependency tree\n',
    '{"name":"x","version":"1.0.0"}\n',
    'Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect\n'.repeat(20),
    '2026-04-14T01:00:00.0000000Z something of another program that failed\n',
    '',
  ]
  return texts.filter(() => random() < 0.5).map((text, index) => unrelatedFile(`logs/other-${index}.log`, text))
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)] as T
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
